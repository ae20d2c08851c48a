import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath } from '../../../services/fetching/tools.ts';

const main = fileURLToPath(new URL('../../../services/main.ts', import.meta.url));

/** What `npm run services` came to. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine to run the services on: a folder, a cache and, if asked for, a PATH that has a few programs alone. */
export class Machine implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'millrace-services-'));
  readonly servers = join(this.folder, 'servers');
  readonly #programs = mkdtempSync(join(this.folder, 'path-'));

  /** Puts a program on the bare PATH: a shell script, or the machine's own program of that name. */
  install(name: string, script?: string): void {
    const path = join(this.#programs, name);
    if (script === undefined) symlinkSync(findOnPath(name) as string, path);
    else writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** Runs the command on the machine's own programs. */
  async run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said> {
    return await this.#run(args, { ...process.env, MILLRACE_NATS: '', MILLRACE_CASSANDRA: '', ...env });
  }

  /** Runs the command where nothing is there but what was installed, and nothing was fetched. */
  async runBare(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said> {
    const bare = { PATH: [this.#programs, '/nowhere'].join(delimiter), MILLRACE_CACHE: join(this.folder, 'cache') };
    return await this.#run(args, { ...bare, ...env });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Said> {
    const child = spawn(process.execPath, [main, ...args, '--folder', this.servers], { env });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
      });
    }
    await once(child, 'close');
    return { code: child.exitCode, ...texts };
  }
}

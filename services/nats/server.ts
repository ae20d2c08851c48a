import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '../process/free-port.ts';
import type { Launch } from '../process/launch.ts';
import { LocalServer } from '../process/local-server.ts';
import { answers } from '../process/probe.ts';
import { runningServer } from '../process/server-file.ts';
import { findNatsServer } from './find.ts';

/** How a {@link NatsServer} is started. */
export interface NatsOptions {
  /** Its data, configuration and log; what was there stays. */
  readonly folder: string;
  /** A free one when it isn't given. */
  readonly port?: number;
  /** More lines of the server's configuration: accounts, TLS. */
  readonly config?: string;
  /** More lines of its `jetstream` block: `sync_interval: always`. */
  readonly jetstream?: string;
}

/** A nats-server with JetStream on the loopback address. */
export class NatsServer extends LocalServer {
  /** Starts one; resolves when it takes clients. Throws `service-unavailable`, `service-failed`, `checksum-mismatch`. */
  static async start(options: NatsOptions): Promise<NatsServer> {
    const folder = resolve(options.folder);
    const port = options.port ?? (await freePort());
    const command = await findNatsServer();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'nats.conf'), configOf(folder, port, options));
    const server = new NatsServer(launchOf(folder, port, command), port, 0);
    await server.launch();
    return server;
  }

  /** The one that runs on a folder, or undefined. It cannot be started anew by this. */
  static find(folder: string): NatsServer | undefined {
    const path = resolve(folder);
    const file = runningServer(path);
    return file && new NatsServer(launchOf(path, file.port, 'nats-server'), file.port, file.pid);
  }

  /** `nats://127.0.0.1:4222`. */
  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }
}

/** Whether a nats-server greets those who connect there. */
export async function greets(host: string, port: number): Promise<boolean> {
  return await answers(host, port, new Uint8Array(), (answer) => answer.toString('latin1').startsWith('INFO '));
}

function launchOf(folder: string, port: number, command: string): Launch {
  const accepts = async (): Promise<boolean> => await greets('127.0.0.1', port);
  return { name: 'nats-server', command, args: ['-c', join(folder, 'nats.conf')], folder, accepts };
}

function configOf(folder: string, port: number, { config = '', jetstream = '' }: NatsOptions): string {
  const store = JSON.stringify(join(folder, 'jetstream'));
  return `listen: "127.0.0.1:${port}"\njetstream {\n  store_dir: ${store}\n  ${jetstream}\n}\n${config}\n`;
}

import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MillraceError } from '../../runtime/base/errors.ts';
import { USAGE_FILE, type Usage } from './usage-probe.ts';

const PROBE = new URL('./usage-probe.ts', import.meta.url);

/** How a program is started. */
export interface Command {
  /** Default: this Node. */
  readonly program?: string;
  readonly args: readonly string[];
}

/** What one run of a program took. */
export interface Measurement extends Usage {
  /** What the program says: from the start of its process to the last byte written. */
  readonly seconds: number;
  /** From before the process was made to after it had ended, seen from outside. */
  readonly wallSeconds: number;
  /** The last line of its standard output, which is one JSON object. */
  readonly summary: Readonly<Record<string, unknown>>;
}

/**
 * Runs a program in a process of its own and measures it; one that is no Node program says in its summary what it used.
 * @param folder where a file may be written for a moment.
 * @param stop ends the program when it aborts: what it works with is gone.
 * Throws `bench-failed` when the program ends with another code than 0 or prints no summary, and the reason of `stop`.
 */
export async function measure({ program, args }: Command, folder: string, stop?: AbortSignal): Promise<Measurement> {
  const usageFile = `${folder}/usage-${process.pid}.json`;
  const started = performance.now();
  const { code, stdout, stderr } = await run(
    { program: program ?? process.execPath, args: program === undefined ? ['--import', PROBE.href, ...args] : args },
    usageFile,
    stop,
  );
  const wallSeconds = (performance.now() - started) / 1000;
  if (code !== 0) throw failed(args, `ended with code ${code}: ${stderr.trim().slice(-2000)}`);
  const summary = summaryOf(stdout);
  if (summary === undefined) throw failed(args, 'printed no JSON object as its last line');
  const usage = (program === undefined ? JSON.parse(readFileSync(usageFile, 'utf8')) : summary) as unknown as Usage;
  rmSync(usageFile, { force: true });
  const seconds = typeof summary.seconds === 'number' ? summary.seconds : wallSeconds;
  return { seconds, wallSeconds, ...usage, summary };
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run({ program, args }: Required<Command>, usageFile: string, signal?: AbortSignal): Promise<Ended> {
  const env = { ...process.env, [USAGE_FILE]: usageFile };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], signal });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (thrown) => reject(signal?.aborted === true ? signal.reason : thrown));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function summaryOf(stdout: string): Record<string, unknown> | undefined {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  try {
    const summary: unknown = JSON.parse(line);
    return typeof summary === 'object' && summary !== null ? (summary as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function failed(args: readonly string[], what: string): MillraceError {
  const script = (args[0] ?? '').replace(fileURLToPath(new URL('../../', import.meta.url)), '');
  return new MillraceError('bench-failed', {
    what: `the program ${what}`,
    where: `node ${[script, ...args.slice(1)].join(' ')}`,
    fix: 'run it by hand to see why',
  });
}

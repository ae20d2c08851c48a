import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../runtime/base/errors.ts';

const run = promisify(execFile);
const SAID_LINES = 3;

/** The path of a program, found as a shell finds it, or undefined. */
export function findOnPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** Runs a program to its end and gives what it printed on both streams. Rejects with the end of that when it fails. */
export async function outputOf(program: string, args: readonly string[], folder?: string): Promise<string> {
  const options = { maxBuffer: 64 * 1024 * 1024, ...(folder && { cwd: folder }) };
  const { stdout, stderr } = await run(program, args, options).catch((thrown: unknown) => {
    throw new Error(saidBy(thrown), { cause: thrown });
  });
  return stdout + stderr;
}

/** The last lines that a program printed before it failed; when there are none, why it failed. */
function saidBy(thrown: unknown): string {
  const { stdout = '', stderr = '' } = thrown as { readonly stdout?: string; readonly stderr?: string };
  const lines = (stderr.trim() || stdout.trim()).split('\n').filter((line) => line !== '');
  return lines.slice(-SAID_LINES).join('; ') || messageOf(thrown);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The path of a program, found as a shell finds it, or undefined. */
export function findOnPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** Runs a program to its end and gives what it printed on both streams. Rejects when it fails. */
export async function outputOf(program: string, args: readonly string[], folder?: string): Promise<string> {
  const { stdout, stderr } = await run(program, args, { maxBuffer: 64 * 1024 * 1024, ...(folder && { cwd: folder }) });
  return stdout + stderr;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

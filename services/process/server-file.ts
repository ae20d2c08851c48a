import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from './process-table.ts';

/** What is written down about a server, in `server.json` of its folder. */
export interface ServerFile {
  readonly pid: number;
  /** Where clients connect. */
  readonly port: number;
}

/** What is written down in a folder, or undefined. */
export function readServerFile(folder: string): ServerFile | undefined {
  try {
    const { pid, port } = JSON.parse(readFileSync(pathIn(folder), 'utf8')) as Partial<ServerFile>;
    return Number.isSafeInteger(pid) && Number.isSafeInteger(port) ? ({ pid, port } as ServerFile) : undefined;
  } catch {
    return undefined;
  }
}

/** What is written down about the server that runs on a folder, or undefined. */
export function runningServer(folder: string): ServerFile | undefined {
  const file = readServerFile(folder);
  return file !== undefined && isRunning(file.pid, folder) ? file : undefined;
}

/** Writes it down whole. */
export function writeServerFile(folder: string, content: ServerFile): void {
  writeFileSync(`${pathIn(folder)}.new`, `${JSON.stringify(content)}\n`);
  renameSync(`${pathIn(folder)}.new`, pathIn(folder));
}

function pathIn(folder: string): string {
  return join(folder, 'server.json');
}

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who runs on a data folder: the content of its `runtime.json`. */
export interface RuntimeInfo {
  readonly pid: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Address of its HTTP API, such as `http://127.0.0.1:8787`; null while it has none. */
  readonly api: string | null;
  /** The configuration's name. */
  readonly name: string;
}

/** Replaces the file by a rename, so that a reader sees the old one or the new one. */
export function writeInfo(folder: string, info: RuntimeInfo): void {
  const temporary = join(folder, `runtime.json.${info.pid}.tmp`);
  writeFileSync(temporary, `${JSON.stringify(info, undefined, 2)}\n`);
  renameSync(temporary, infoPath(folder));
}

/** The file's content, or undefined when it is missing or not whole. It may be left from a process that has died. */
export function readInfo(folder: string): RuntimeInfo | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(infoPath(folder), 'utf8'));
    return isInfo(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function removeInfo(folder: string): void {
  rmSync(infoPath(folder), { force: true });
}

function infoPath(folder: string): string {
  return join(folder, 'runtime.json');
}

function isInfo(value: unknown): value is RuntimeInfo {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startedAt, api, name } = value as Record<string, unknown>;
  const texts = typeof startedAt === 'string' && typeof name === 'string';
  return texts && typeof pid === 'number' && (api === null || typeof api === 'string');
}

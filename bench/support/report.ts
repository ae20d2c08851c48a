import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Arguments } from './arguments.ts';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

/** What a bench found. */
export interface Findings {
  readonly bench: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly rows: readonly object[];
}

/** Prints findings as a table or, with `--json`, as one JSON object; with `--save` keeps that under bench/results. */
export async function report(findings: Findings, given: Arguments, asTable: () => string): Promise<void> {
  const time = new Date().toISOString();
  const full = { ...findings, time, machine: machine() };
  process.stdout.write(given.json ? `${JSON.stringify(full)}\n` : `${asTable()}\n`);
  if (!given.save) return;
  await mkdir(RESULTS, { recursive: true });
  const file = `${findings.bench}-${time.slice(0, 19).replaceAll(/[-:]/g, '')}Z.json`;
  await writeFile(`${RESULTS}${file}`, `${JSON.stringify(full, undefined, 2)}\n`);
  process.stderr.write(`kept as bench/results/${file}\n`);
}

function machine(): object {
  const processor = cpus()[0]?.model ?? 'unknown';
  return {
    node: process.version,
    platform: process.platform,
    processor,
    cores: availableParallelism(),
    memory: totalmem(),
  };
}

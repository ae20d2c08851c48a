import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlarmGenerator } from '../../simulator/alarm-generator.ts';
import type { SimulatorOptions } from '../../simulator/options.ts';

const CHUNK_BYTES = 1024 * 1024;
const FINGERPRINT_LINES = 2000;

/** Where benches keep their inputs from run to run. */
export const benchFolder = join(tmpdir(), 'millrace-bench');

/**
 * A file of simulated alarms, made when it isn't there yet. Its name follows from the options and from the first lines, so
 * that a changed simulator makes a new one.
 */
export async function inputFile(lines: number, options: Partial<SimulatorOptions>): Promise<string> {
  await mkdir(benchFolder, { recursive: true });
  const path = join(benchFolder, `alarms-${nameOf(lines, options)}.csv`);
  if (existsSync(path)) return path;
  const partial = `${path}.${process.pid}`;
  await write(partial, lines, options);
  await rename(partial, path);
  return path;
}

async function write(path: string, lines: number, options: Partial<SimulatorOptions>): Promise<void> {
  await using file = await open(path, 'w');
  const generator = new AlarmGenerator(options);
  const chunk = new Uint8Array(CHUNK_BYTES);
  while (generator.lines < lines) {
    const end = generator.fill(chunk, 0, lines - generator.lines);
    await file.writeFile(chunk.subarray(0, end));
  }
}

function nameOf(lines: number, options: Partial<SimulatorOptions>): string {
  const generator = new AlarmGenerator(options);
  const start = new Uint8Array(FINGERPRINT_LINES * 100);
  const end = generator.fill(start, 0, FINGERPRINT_LINES);
  const hash = createHash('sha256').update(start.subarray(0, end));
  hash.update(JSON.stringify([lines, generator.options]));
  return hash.digest('hex').slice(0, 16);
}

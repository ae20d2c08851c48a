import { expect } from 'vitest';
import type { PartitionRow } from '../../../runtime/control/runtime-control.ts';
import { untilTaken } from './rows.ts';
import type { RuntimeProcess } from './runtime-process.ts';

/** The last life of a runtime: it takes all the lines, then stops as it should. Resolves with its partitions before. */
export async function drained(runtime: RuntimeProcess, lines: number): Promise<readonly PartitionRow[]> {
  const rows = await untilTaken(runtime, lines);
  expect(await runtime.signal('SIGTERM')).toBe(0);
  return rows;
}

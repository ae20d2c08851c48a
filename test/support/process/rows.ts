import { INGEST, MERGE } from '../../../connectors/log.ts';
import type { PartitionRow } from '../../../runtime/control/runtime-control.ts';
import type { RuntimeProcess } from './runtime-process.ts';
import { until } from './until.ts';

export async function partitionRows(runtime: RuntimeProcess): Promise<readonly PartitionRow[]> {
  const body = await runtime.get<{ partitions: readonly PartitionRow[] } | readonly PartitionRow[]>('/v1/partitions');
  return 'partitions' in body ? body.partitions : body;
}

/**
 * Resolves once a runtime has taken so many lines in all (over all its lives) and has none left. Of an ingest stage only
 * the wrong lines count: what it sends on the partitions take. A merge stage takes no lines.
 */
export async function untilTaken(runtime: RuntimeProcess, lines: number): Promise<readonly PartitionRow[]> {
  return await until(`${lines} lines are taken`, async () => {
    const rows = await partitionRows(runtime);
    const taken = rows.reduce((sum, { partition, quality }) => {
      if (partition === MERGE) return sum;
      return sum + (partition === INGEST ? quality.wrong : quality.records);
    }, 0);
    return taken >= lines && rows.every(({ lag }) => lag === 0) ? rows : undefined;
  });
}

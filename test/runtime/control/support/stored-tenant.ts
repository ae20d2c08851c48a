import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { loadConfig } from '../../../../config/load.ts';
import type { LogRecord } from '../../../../connectors/log.ts';
import { openConnectors } from '../../../../connectors/registry.ts';
import { checkpointPath } from '../../../../connectors/sqlite/paths.ts';
import { ManualClock } from '../../../../runtime/base/clock.ts';
import { channelOf } from '../../../../runtime/channel/channel.ts';
import { Producer } from '../../../../runtime/channel/producer.ts';
import { partitionSpecs } from '../../../../runtime/control/specs.ts';
import { type ActorView, viewActor } from '../../../../runtime/inspection/inspect-partition.ts';
import { takeOver } from '../../../../runtime/threads/take-over.ts';
import { unwatched } from '../../../support/process/unwatched.ts';
import type { Workplace } from '../../../support/process/workplace.ts';

/** When everything arrives and every checkpoint is taken. */
export const NOW = Date.UTC(2017, 1, 19, 14, 30);

/** A line of an event, `seconds` after 2017-02-19 14:20:00 UTC. */
export function line(key: string, seconds: number, value: number, active: boolean): string {
  const [station, sensor, alarm] = key.split('-');
  const time = new Date(Date.UTC(2017, 1, 19, 14, 20, seconds)).toISOString().slice(0, 19).replace('T', ' ');
  return `${station},${sensor},${alarm},${time} UTC,${value},999999,${active ? 'True' : 'False'},`;
}

/** Stores lines in a tenant's input logs, as `millrace send` does. */
export async function send(workplace: Workplace, tenant: string, lines: readonly string[]): Promise<void> {
  const producer = await Producer.open(channelOf(loadConfig(workplace.config), tenant), new ManualClock(NOW));
  await producer.send(lines.map((text) => Buffer.from(text)));
  await producer.close();
}

/**
 * Owns each partition of a tenant once: takes all input, publishes, takes a checkpoint, and goes. Resolves with the actors
 * of a key as they were then, by partition.
 */
export async function process(workplace: Workplace, tenant: string, key: string): Promise<readonly ActorView[]> {
  const config = loadConfig(workplace.config);
  const found = config.tenants.find(({ id }) => id === tenant);
  if (found === undefined) throw new Error(`no tenant ${tenant}`);
  const clock = new ManualClock(NOW);
  const views: ActorView[] = [];
  for (const spec of partitionSpecs(config, found, { owner: 'test', acceptCodeChange: false })) {
    const connectors = await openConnectors({ log: spec.log, store: spec.store, clock });
    const { partition, input, publisher, coordinator } = await takeOver(spec, connectors, clock, unwatched);
    let last: LogRecord | undefined;
    for (const record of await input.read(partition.sequence + 1, 10_000)) {
      partition.take(record);
      last = record;
    }
    await publisher.publish(partition, []);
    coordinator.begin(last, publisher.last);
    await coordinator.finish();
    const view = viewActor(partition, key);
    if (view !== undefined) views.push(view);
    await connectors.close();
  }
  return views;
}

/** Runs a statement on a partition's checkpoint file, to damage it. */
export function damage(workplace: Workplace, partition: string, statement: string): void {
  const db = new DatabaseSync(checkpointPath(workplace.data, partition));
  db.exec(statement);
  db.close();
}

/** A copy of the data as the death of a process leaves it: the last writes to a checkpoint stand in its write-ahead log alone. */
export function crashedCopy(workplace: Workplace, partition: string, folder: string): void {
  const db = new DatabaseSync(checkpointPath(workplace.data, partition));
  db.exec('UPDATE manifest SET write_id = hex(write_id)');
  cpSync(workplace.data, folder, { recursive: true });
  db.close();
}

/** All files of a folder with their content, but for the index that SQLite keeps of a write-ahead log. */
export function filesOf(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('-shm'),
  );
  return new Map(
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'base64')]),
  );
}

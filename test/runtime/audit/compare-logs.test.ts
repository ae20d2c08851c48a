import { describe, expect, test } from 'vitest';
import { noModules } from '../../../actors/catalog.ts';
import type { Log, NewRecord } from '../../../connectors/log.ts';
import { MemoryLogStore } from '../../../connectors/memory/log-store.ts';
import { compareLogs, type LogsToCompare } from '../../../runtime/audit/compare-logs.ts';
import { StoredResults } from '../../../runtime/audit/stored-results.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { IngestStage } from '../../../runtime/ingest/ingest-stage.ts';
import { Partition } from '../../../runtime/partition/partition.ts';
import type { Stage } from '../../../runtime/partition/stage.ts';
import { line } from '../../support/reference/records.ts';
import { plain } from '../ingest/support.ts';

const START = Date.UTC(2017, 1, 19, 14, 20);

function partition(): Stage {
  return new Partition({ place: { index: 0, count: 1 }, settings: plain, modules: noModules });
}

/** An input log with so many events, and what a stage gives for them, as records to append. */
async function logsFor(stage: Stage, events: number): Promise<{ input: Log; output: Log; results: NewRecord[] }> {
  const logs = new MemoryLogStore(new ManualClock(START));
  const name = { tenant: 't', partition: 0, count: 1 };
  const input = await logs.open({ ...name, direction: 'input' });
  const output = await logs.open({ ...name, direction: 'output' });
  for (let i = 0; i < events; i++) {
    const payload = Buffer.from(i % 5 === 4 ? 'wrong' : line({ key: [1, 2, i % 3], time: START + i * 1000 }));
    await input.append([{ kind: 'event', payload }]);
  }
  for (const record of await input.read(1, events)) stage.take(record);
  const results = [...stage.outbox.results()].map((result): NewRecord => {
    const { input, index, output: kind, payload } = result;
    const target = stage.targetOf(result);
    const record = { kind, key: stage.keyOf(result), payload: Buffer.from(payload), identity: { input, index } };
    return target === undefined ? record : { ...record, target };
  });
  return { input, output, results };
}

/** A log, some of whose methods are others. */
function changed(log: Log, methods: Partial<Log>): Log {
  return new Proxy(log, {
    get(target, property) {
      const value: unknown = Reflect.get(property in methods ? methods : target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** A log whose reader waits: what is due then happens first. */
function waking(log: Log, due: (waits: number) => Promise<unknown>): Log {
  let waits = 0;
  return changed(log, { wait: async () => void (await due(++waits)) });
}

const asked = (input: Log, output: Log, stage = partition()): LogsToCompare => ({
  input,
  output: new StoredResults(output),
  stage,
  folder: '/',
  isGuess: true,
  from: 1,
  to: 20,
  committed: 0,
});

describe('the comparison of two logs', () => {
  test('waits for what its owner publishes meanwhile, and takes none of it for missing', async () => {
    const { input, output, results } = await logsFor(partition(), 20);
    await output.append(results.slice(0, 5));
    const live = waking(output, async (waits) => await output.append(results.slice(5 * waits, 5 * (waits + 1))));
    const { compared, differences } = await compareLogs(asked(input, live));
    expect(differences.total).toBe(0);
    expect(compared).toMatchObject({ results: 20, inputs: 20, unpublished: null });
  });

  test('misses what its owner passes over meanwhile', async () => {
    const { input, output, results } = await logsFor(partition(), 20);
    await output.append(results.slice(0, 5));
    const live = waking(output, async () => await output.append(results.slice(6)));
    const { compared, differences } = await compareLogs(asked(input, live));
    expect(differences.counts.missing).toBe(1);
    expect(differences.listed).toMatchObject([{ kind: 'missing', identity: { input: 6, index: 0 } }]);
    expect(compared.unpublished).toBeNull();
  });

  test('does not ask for what came after it began', async () => {
    const { input, output, results } = await logsFor(partition(), 30);
    await output.append(results);
    const { compared, differences, notes } = await compareLogs(asked(input, output));
    expect(differences.total).toBe(0);
    expect({ ...compared, notes }).toMatchObject({ to: 20, inputs: 20, results: 20, unpublished: null, notes: [] });
  });

  test('holds what an ingest stage sends on against its input, with the partition it goes to', async () => {
    const stage = () => new IngestStage({ count: 2, settings: plain, modules: noModules });
    const { input, output, results } = await logsFor(stage(), 20);
    const targets = new Map(results.map(({ identity, target }) => [identity?.input, target]));
    const other = results.find(({ target }) => target !== undefined) as NewRecord;
    targets.set(other.identity?.input, 1 - (other.target ?? 0));
    await output.append(results);
    // A broker's log knows where a record goes on to, the one in memory doesn't.
    const withTargets = changed(output, {
      read: async (from, limit) => {
        const records = await output.read(from, limit);
        return records.map((record) => {
          const target = targets.get(record.identity?.input);
          return target === undefined ? record : { ...record, target };
        });
      },
    });
    const { compared, differences } = await compareLogs(asked(input, withTargets, stage()));
    expect(compared.results).toBe(20);
    expect(differences.listed).toMatchObject([{ kind: 'different', identity: other.identity, output: 'mid' }]);
  });
});

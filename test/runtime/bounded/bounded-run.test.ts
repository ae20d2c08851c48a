import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../../runtime/base/errors.ts';
import { limits } from '../../../runtime/base/limits.ts';
import { runBounded } from '../../../runtime/bounded/bounded-run.ts';
import { Workplace } from '../../support/process/workplace.ts';
import { referenceResults } from '../../support/reference/reference.ts';
import { spelled } from '../../support/reference/run.ts';
import { settingsOf } from '../../support/reference/settings.ts';
import { asSet, bounded, bytesSource, expectedResults, memorySink, recordsOf, SETTINGS, simulated } from './support.ts';

/** Nothing is late: where something is, results depend on the number of partitions. */
const TIMELY = simulated(20_000, { stations: 20, rate: 100, outOfOrder: 0.05, wrong: 0.01, duplicates: 0.01 });

describe('with one partition', () => {
  test('the results are those of a partition, in its order, and of the reference', async () => {
    const file = simulated(4000, {
      stations: 5,
      rate: 20,
      outOfOrder: 0.05,
      late: 0.05,
      wrong: 0.05,
      duplicates: 0.05,
    });
    const { results, outcome } = await bounded(file, { chunkBytes: 10_000 });
    expect(results).toBe(expectedResults(file));
    const reference = referenceResults({ settings: SETTINGS, records: recordsOf(file), bounded: true });
    const payloads = results.trimEnd().split('\n');
    const inOrder = reference.map(({ input, index, output }, i) => ({ input, index, output, json: payloads[i] ?? '' }));
    expect(payloads).toHaveLength(reference.length);
    expect(spelled(inOrder)).toEqual(spelled(reference));
    expect(outcome.quality.events + outcome.quality.wrong).toBe(4000);
    expect(outcome.quality.results.late).toBeGreaterThan(50);
    expect(outcome.quality.results.window).toBeGreaterThan(50);
  });

  test.each([1, 7, 4096, 100_000])('chunks of %i bytes make no difference', async (chunkBytes) => {
    const file = simulated(chunkBytes === 1 ? 30 : 1000, { wrong: 0.1 }).subarray(0, -1);
    expect((await bounded(file, { chunkBytes })).results).toBe(expectedResults(file));
  });

  test('an input that is empty has no results, and an empty line in one is a record', async () => {
    expect(await bounded(Buffer.alloc(0))).toMatchObject({
      results: '',
      outcome: { keys: 0, quality: { records: 0 } },
    });
    const { results, outcome } = await bounded(Buffer.from('\n\r\n\n'));
    expect(outcome.quality).toMatchObject({ records: 3, wrong: 3, results: { error: 3 } });
    expect(JSON.parse(results.split('\n')[2] ?? '').Content).toMatchObject({
      'Error line': '',
      'Total number of errors': 3,
    });
  });
});

describe('with several partitions', () => {
  test.each([
    [1, 2],
    [2, 2],
    [2, 4],
    [4, 4],
    [3, 7],
    [4, 2],
  ])('%i threads and %i partitions give the same set of results', async (threads, partitions) => {
    const { results, outcome } = await bounded(TIMELY, { threads, partitions, chunkBytes: 100_000 });
    const expected = expectedResults(TIMELY);
    expect(asSet(results)).toEqual(asSet(expected));
    const { events, wrong, records, results: counts } = outcome.quality;
    expect(events + wrong).toBe(20_000);
    expect(records).toBe(20_000);
    expect(counts).toEqual({ statistics: events, error: wrong, window: counts.window });
    expect(counts.window).toBeGreaterThan(100);
    // Each partition counts its own wrong lines.
    expect(results.match(/"Total number of errors":1,/g)).toHaveLength(partitions);
    expect(outcome.keys).toBe(240);
  });

  test('the order depends on the number of partitions alone', async () => {
    const options = { partitions: 4, chunkBytes: 50_000 };
    const [one, two, four] = [
      await bounded(TIMELY, { ...options, threads: 1 }),
      await bounded(TIMELY, { ...options, threads: 2 }),
      await bounded(TIMELY, { ...options, threads: 4 }),
    ];
    expect(two).toEqual(one);
    expect(four).toEqual(one);
  });
});

test('no more is read than fits the chunks on their way, however slow the output is', async () => {
  const source = bytesSource(TIMELY);
  const sink = memorySink();
  const held = Promise.withResolvers<void>();
  let read = 0;
  let written = 0;
  let most = 0;
  let writing = 0;
  const run = runBounded({
    settings: SETTINGS,
    folder: '.',
    partitions: 2,
    threads: 2,
    chunkBytes: 10_000,
    source: {
      ...source,
      read: async (buffer) => {
        const length = await source.read(buffer);
        most = Math.max(most, ++read - written);
        // As many as there are: the reader can't go on until something is written.
        if (read === limits.runChunksInFlight) held.resolve();
        return length;
      },
    },
    sink: {
      ...sink,
      write: async (pieces) => {
        // One at a time, or chunks could overtake each other.
        expect(++writing).toBe(1);
        await held.promise;
        // So slow that the chunks behind it are done meanwhile.
        if (written === 0) await delay(300);
        await sink.write(pieces);
        written++;
        writing--;
      },
    },
  });
  await run;
  expect(read).toBeGreaterThan(100);
  expect(most).toBe(limits.runChunksInFlight);
  expect(asSet(sink.text())).toEqual(asSet(expectedResults(TIMELY)));
});

describe('what fails', () => {
  test('in the output ends the run, also while the input has nothing', async () => {
    const source = bytesSource(TIMELY);
    let reads = 0;
    const run = runBounded({
      settings: SETTINGS,
      folder: '.',
      partitions: 1,
      threads: 1,
      source: {
        ...source,
        read: async (buffer) => (++reads > 2 ? await new Promise(() => {}) : await source.read(buffer)),
      },
      sink: { write: async () => Promise.reject(new Error('disk full')), end: async () => undefined },
      chunkBytes: 10_000,
    });
    await expect(run).rejects.toThrow('disk full');
  });

  test('in the input ends the run', async () => {
    const source = { ...bytesSource(TIMELY), read: async () => Promise.reject(new Error('unplugged')) };
    await expect(bounded(TIMELY, { source })).rejects.toThrow('unplugged');
  });

  test.each([
    ['process.reallyExit(3)', 'worker-lost', 'worker exited with code: 3'],
    ["setTimeout(() => { throw new Error('out of turn'); })", 'worker-lost', 'out of turn'],
    ["throw new Error('no more')", 'actor-failed', 'analytic mine threw: no more'],
  ])('in a thread is told: %s', async (statement, code, what) => {
    using workplace = new Workplace('[]');
    writeFileSync(
      `${workplace.folder}/mine.ts`,
      `import { defineActor, objectState } from 'millrace';
       export const mine = defineActor({ name: 'mine', state: objectState(() => ({})), onEvent() { ${statement}; } });`,
    );
    const analytics = [{ id: 'mine', use: './mine.ts', settings: {} }];
    const settings = settingsOf(analytics, { actorErrors: 'stop' });
    // Waits for ever after the first chunk: what fails in a thread must be seen meanwhile.
    let reads = 0;
    const source = { ...bytesSource(TIMELY), read: async (buffer: Uint8Array) => await first(buffer) };
    const first = async (buffer: Uint8Array): Promise<number> => {
      if (++reads > 1) return await new Promise(() => {});
      buffer.set(TIMELY.subarray(0, 10_000));
      return 10_000;
    };
    const thrown: unknown = await bounded(TIMELY, {
      settings,
      folder: workplace.folder,
      threads: 2,
      partitions: 2,
      source,
    }).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(MillraceError);
    expect(thrown).toMatchObject({ code, what });
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadStreams, runStreams } from '../../bench/kafka/streams-run.ts';
import { inputFile } from '../../bench/support/input-file.ts';
import { findOnPath } from '../../services/fetching/tools.ts';

const missing = ['javac', 'mvn'].filter((name) => findOnPath(name) === undefined).join(' and ');

describe.skipIf(missing !== '')(`Kafka Streams beside us${missing && ` (skipped: no ${missing})`}`, () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-kafka-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const simulator = { stations: 20, rate: 20, outOfOrder: 0.01 };

  // Fails where a result is missing, doubled or other than the plain loop's.
  test('has the same results, exactly once', { timeout: 240_000 }, async () => {
    const shape = { partitions: 2, threads: 2, folder: join(folder, 'run') };
    const run = await runStreams(shape, await inputFile(10_000, simulator), 10_000);
    expect(run.events).toBe(10_000);
    expect(Math.min(run.seconds, run.programSeconds)).toBeGreaterThan(0);
  });

  test('answers a load', { timeout: 240_000 }, async () => {
    const shape = { partitions: 1, threads: 1, folder: join(folder, 'load') };
    const figures = await loadStreams(shape, await inputFile(1000, simulator), { rate: 200, seconds: 1, warm: 1 });
    expect(figures).toMatchObject({ unanswered: 0 });
    expect(figures.received50).toBeGreaterThan(0);
  });
});

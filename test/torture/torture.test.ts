import { beforeEach, expect, onTestFailed, test } from 'vitest';
import { describeWith } from '../support/servers/describe-with.ts';
import { ClusterArena } from './cluster-arena.ts';
import { EmbeddedArena } from './embedded-arena.ts';
import { torture } from './torture.ts';

// Short ones of fixed seeds; the long ones are `npm run torture`.
let said: string[] = [];
const say = (text: string): void => void said.push(text);

beforeEach(() => {
  said = [];
  onTestFailed(() => console.log(said.join('\n')));
});

test('embedded, seed 1', { timeout: 120_000 }, async () => {
  const options = { seed: 1, minutes: 0.15, servers: 'sqlite', processes: 1 } as const;
  await using arena = new EmbeddedArena(options.seed);
  const { faults, findings, reports } = await torture(options, arena, say);
  expect(reports).toBeGreaterThan(0);
  expect(faults['kill an owner']).toBeGreaterThan(1);
  expect(findings.results).toBeGreaterThan(300);
});

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  test('seed 2, two owners', { timeout: 400_000 }, async () => {
    const options = { seed: 2, minutes: 0.25, servers: 'nats+cassandra', processes: 2 } as const;
    await using arena = await ClusterArena.open(options.seed, options.processes);
    const { faults, findings, reports } = await torture(options, arena, say);
    expect(reports).toBeGreaterThan(0);
    expect(Object.keys(faults).length).toBeGreaterThan(2);
    expect(findings.results).toBeGreaterThan(300);
  });
});

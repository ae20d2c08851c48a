import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { freePort } from '../../services/process/free-port.ts';
import { testCassandra } from '../support/servers/cassandra.ts';
import { describeWith } from '../support/servers/describe-with.ts';
import { testNats } from '../support/servers/nats.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = 'examples/two-customers/main.ts';

/** What a step of the script prints, by the step's number. */
type Steps = ReadonlyMap<number, string>;

/** Runs the script as its reader does; resolves with what it printed, the run's own suffix of the customers left out. */
async function example(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Steps> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env, NO_COLOR: '1', MILLRACE_LISTEN: `127.0.0.1:${await freePort()}` },
    detached: true,
  });
  try {
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    expect({ code, stderr, stdout }).toMatchObject({ code: 0, stderr: '' });
    const parts = stdout.replaceAll(/\b(north|south)-[0-9a-z]{8}\b/g, '$1').split(/^(\d)\. /m);
    expect(parts.at(-1)).toMatch(/\nStop\.\n$/);
    return new Map(parts.slice(1).flatMap((part, i, all) => (i % 2 === 0 ? [[Number(part), all[i + 1] ?? '']] : [])));
  } finally {
    // Itself and what it started, whatever became of the test.
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }
}

/** The results among the lines that a step prints. */
function resultsIn(step: string | undefined): readonly { readonly type: string; readonly content: Content }[] {
  const lines = (step ?? '').split('\n').filter((line) => line.startsWith('   {'));
  return lines.map((line) => {
    const { 'Message Type': type, Content: content } = JSON.parse(line) as { 'Message Type': string; Content: Content };
    return { type, content };
  });
}

type Content = Readonly<Record<string, unknown>>;

function expectStory(steps: Steps): void {
  expect(steps.size).toBe(7);
  expect(steps.get(1)).toMatch(/\n {3}north +running .*\n {3}south +running /);

  const first = resultsIn(steps.get(2));
  expect(first.filter(({ content }) => String(content.Station).startsWith('116'))).toHaveLength(5);
  expect(first.filter(({ content }) => String(content.Station).startsWith('207'))).toHaveLength(3);
  expect(first.filter(({ type }) => type === 'DeserializationError')).toMatchObject([
    { content: { 'Error line': 'THIS LINE IS WRONG', 'Total number of errors': 1 } },
  ]);

  expect(steps.get(3)).toContain('\n   south: stopped\n');
  expect(steps.get(3)).toContain('\n   sent 2 lines\n');
  expect(steps.get(3)).toContain('\n   still 3 results\n');

  expect(steps.get(4)).toContain('\n   20 window alerts, ');
  const [window, critical, ...more] = resultsIn(steps.get(4));
  expect(window).toMatchObject({ type: 'Window Streaming Analytics', content: { Station: 1161115040 } });
  expect(critical).toMatchObject({ type: 'Alert', content: { Type: 3, Station: 1161115040, 'Window alerts': 11 } });
  expect(more).toEqual([]);

  expect(steps.get(5)).toMatch(/\n {3}south: (starting|waiting|running)\n/);
  const all = resultsIn(steps.get(5));
  const counters = (station: number) =>
    all.filter(({ content }) => content.Station === station).map(({ content }) => content['Events counter']);
  expect([counters(2072220001), counters(2072220007), all.length]).toEqual([[1, 2, 3], [1, 2], 5]);

  const [brought, ...others] = resultsIn(steps.get(6));
  const period = { From: '2017-02-19T13:00:00.000Z', To: '2017-02-19T15:00:00.000Z' };
  expect(brought).toMatchObject({ type: 'Batch Analytics', content: { Report: 'top-alarms', ...period } });
  // Of what had come when it was made: what led to the alert at least, and that is of both sensors.
  const rows = brought?.content.Rows as readonly Content[];
  expect(rows.map(({ Alarm }) => Alarm)).toEqual(expect.arrayContaining([308, 312]));
  expect(others).toEqual([]);

  const report = steps.get(7)?.split('\n') ?? [];
  expect(report).toContain('   top-alarms, 2017-02-19 14:00 to 2017-02-19 15:00 UTC');
  expect(report.slice(2, 6)).toEqual(['   Alarm,Activations', '   308,10', '   312,10', '   305,1']);
}

test('two customers from end to end on the embedded parts', { timeout: 240_000 }, async () => {
  expectStory(await example([]));
});

test('a place that there is not is refused', async () => {
  const child = spawn(process.execPath, [MAIN, 'moon'], { cwd: ROOT });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'there is no moon: say nothing, or jetstream\n' });
});

await describeWith(['nats', 'cassandra'], 'on NATS and Cassandra', () => {
  test('two customers from end to end', { timeout: 360_000 }, async () => {
    const { contactPoint, localDataCenter } = await testCassandra();
    const env = {
      MILLRACE_NATS: await testNats(),
      MILLRACE_CASSANDRA: contactPoint,
      MILLRACE_CASSANDRA_DC: localDataCenter,
    };
    expectStory(await example(['jetstream'], env));
  });
});

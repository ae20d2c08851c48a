import { describe, expect, test } from 'vitest';
import { INGEST, type Log, type NewRecord } from '../../../connectors/log.ts';
import { Line } from '../../support/network/line.ts';
import { until } from '../../support/process/until.ts';
import { testNats } from '../../support/servers/nats.ts';
import { OnServer } from './on-server.ts';

interface Setting extends AsyncDisposable {
  /** Over a line that loses what the server answers. */
  readonly log: Log;
  readonly line: Line;
  /** Texts stored so far, in order. */
  stored(): Promise<string[]>;
  /** Appends, and cuts the line when the records are stored and the answer is on its way. */
  appendUnanswered(records: readonly NewRecord[], total: number): Promise<number>;
}

async function setting(): Promise<Setting> {
  await using undo = new AsyncDisposableStack();
  const server = undo.use(await OnServer.open(await testNats()));
  const line = undo.adopt(await Line.open(server.url), (one) => one.close());
  const name = { tenant: server.tenant, partition: INGEST, count: 3, direction: 'input' } as const;
  const log = await server.logs({ servers: [line.url] }).open(name);
  const direct = await server.logs().open(name);
  const owned = undo.move();
  return {
    log,
    line,
    stored: async () => await textsOf(direct),
    appendUnanswered: async (records, total) => {
      line.mute(true);
      const appending = log.append(records);
      appending.catch(() => undefined);
      await until('they are stored', async () => (await direct.bounds()).last === total);
      line.mute(false);
      line.reset();
      return await appending;
    },
    [Symbol.asyncDispose]: async () => await owned.disposeAsync(),
  };
}

/** A read may give fewer records than are there. */
async function textsOf(log: Log): Promise<string[]> {
  const { last } = await log.bounds();
  const found: string[] = [];
  while (found.length < last)
    for (const { payload } of await log.read(found.length + 1, 1000)) found.push(Buffer.from(payload).toString());
  return found;
}

function texts(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `${from + i}`);
}

function plain(names: readonly string[]): NewRecord[] {
  return names.map((name) => ({ kind: 'event', payload: Buffer.from(name) }));
}

describe('an append whose answer is lost is tried again, and stored once', () => {
  test.each([1, 2, 1000])('%i records without ids', async (count) => {
    await using given = await setting();
    expect(await given.log.append(plain(['first']))).toBe(1);
    expect(await given.appendUnanswered(plain(texts(0, count)), count + 1)).toBe(count + 1);
    expect(await given.log.append(plain(['last']))).toBe(count + 2);
    expect(await given.stored()).toEqual(['first', ...texts(0, count), 'last']);
  });

  test('records with ids, sent again in other pieces after that', async () => {
    await using given = await setting();
    const named = (names: readonly string[]): NewRecord[] =>
      plain(names).map((one, i) => ({ ...one, id: `${names[i]}` }));
    await given.log.append(named(texts(0, 300)));
    expect(await given.appendUnanswered(named(texts(300, 900)), 900)).toBe(900);
    expect(await given.log.append(named(texts(200, 1200)))).toBe(1200);
    expect(await given.stored()).toEqual(texts(0, 1200));
  });
});

import { hash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../config/load.ts';
import { settingsOf } from '../../../config/settings.ts';
import { openLogs, openTenantRegister } from '../../../connectors/registry.ts';
import { logPath } from '../../../connectors/sqlite/paths.ts';
import { ManualClock } from '../../../runtime/base/clock.ts';
import { updateSettings } from '../../../runtime/threads/settings-update.ts';
import { audited, differencesIn } from '../../support/process/audit.ts';
import { millrace } from '../../support/process/millrace.ts';
import { untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { Workplace } from '../../support/process/workplace.ts';
import { damage, filesOf, line, NOW, process, send } from '../control/support/stored-tenant.ts';

const KEY = '1161115040-141-312';
const analytics = (threshold: number): string =>
  `[{ use: global-statistics }, { use: alarm-window, threshold: ${threshold} }]`;
const tenant = (threshold = 2, more = ''): string =>
  `  - { id: c1, partitions: 1, analytics: ${analytics(threshold)}${more} }`;
/** Lines of one key, each a second after the one before, from a second on. */
const lines = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => line(KEY, from + i, 240 + i, true));

/** A workplace whose tenant has taken lines in so many lives, 30 lines each. */
async function processed(lives: number, tenants = tenant(), rest?: string): Promise<Workplace> {
  const workplace = new Workplace(tenants, rest);
  for (let life = 0; life < lives; life++) {
    await send(workplace, 'c1', lines(30 * life, 30));
    await process(workplace, 'c1', KEY);
  }
  return workplace;
}

/** Runs a statement on a log's file. */
function alter(workplace: Workplace, direction: 'input' | 'output', statement: string): void {
  const db = new DatabaseSync(logPath(workplace.data, { tenant: 'c1', partition: 0, count: 1, direction }));
  db.exec(statement);
  db.close();
}

/** Puts a settings record into the log, as an owner does that finds its configuration changed. */
async function changeSettings(workplace: Workplace, before: string): Promise<void> {
  const [inForce, wanted] = [before, workplace.config].map((file) => {
    const [found] = loadConfig(file).tenants;
    if (found === undefined) throw new Error('no tenant');
    return settingsOf(found);
  });
  const logs = openLogs({ kind: 'sqlite', folder: workplace.data }, new ManualClock(NOW));
  const input = await logs.open({ tenant: 'c1', partition: 0, count: 1, direction: 'input' });
  if (inForce && wanted) expect(await updateSettings(input, inForce, wanted)).toBe(true);
  await logs.close();
}

/** All data files as a hash; a connection that only reads leaves an empty write-ahead log behind. */
function contentOf(workplace: Workplace): string {
  const files = [...filesOf(workplace.data)].filter(([, content]) => content !== '').sort();
  return hash('sha256', JSON.stringify(files));
}

/** What an audit comes to: its exit code, what was found, and the one partition's report. */
async function outcome(workplace: Workplace, ...args: string[]) {
  const { code, report } = await audited(workplace.config, ...args);
  return { code, agrees: report.agrees, found: differencesIn(report), report: report.partitions[0] };
}

const AGREES = { code: 0, agrees: true, found: [] };

describe('millrace audit', { timeout: 60_000 }, () => {
  test('compares all results, writes nothing, and prints it for people', async () => {
    using workplace = await processed(2);
    const files = contentOf(workplace);
    const { code, stdout, stderr } = await millrace(['audit', '--config', workplace.config]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [heading, row, end] = stdout.split('\n');
    expect(heading).toMatch(
      /^partition +verdict +begins with +inputs +results +missing +doubled +different +out of order +foreign$/,
    );
    expect(row).toMatch(/^c1\/0 +agrees +the start +60 +\d+ +0 +0 +0 +0 +0$/);
    expect(end).toMatch(/^\d+ results agree with what their inputs give\.$/);
    expect(contentOf(workplace)).toEqual(files);
  });

  test('says what differs, where, and how, for people too', async () => {
    using workplace = await processed(1);
    alter(
      workplace,
      'output',
      'UPDATE records SET payload = CAST(\'{"Mean\u0007":1}\' AS BLOB) WHERE input = 3 AND idx = 0',
    );
    const { code, stdout } = await millrace(['audit', '--config', workplace.config]);
    expect(code).toBe(1);
    const row =
      /^c1\/0: different: result 0 of input 3 \(statistics 1161115040-141-312\), at \d+ of the output log: (.*)$/m;
    expect(row.exec(stdout)?.[1]).toMatch(
      /^\{"Mean\uFFFD":1\} where \{"Message Type":"Global Streaming.*"Events counter":3,.*\} is due$/,
    );
    expect(stdout).toMatch(/\n1 partition of 1 differs\.\n$/);
  });

  test('takes results that are not published yet for no difference', async () => {
    using workplace = new Workplace(tenant());
    await send(workplace, 'c1', lines(0, 5));
    expect(await outcome(workplace)).toMatchObject({ ...AGREES, report: { compared: { results: 0, unpublished: 1 } } });
    await process(workplace, 'c1', KEY);
    await send(workplace, 'c1', lines(5, 5));
    expect(await outcome(workplace)).toMatchObject({ ...AGREES, report: { compared: { to: 10, unpublished: 6 } } });
  });

  test('waits for results that are on their way', async () => {
    using workplace = new Workplace(tenant());
    await send(workplace, 'c1', lines(0, 40));
    const audit = outcome(workplace);
    await process(workplace, 'c1', KEY);
    expect(await audit).toMatchObject({ ...AGREES, report: { compared: { results: 45, unpublished: null } } });
  });

  test('knows under which settings the log began, and where they changed', async () => {
    using workplace = await processed(1, tenant(2));
    using before = new Workplace(tenant(2));
    workplace.configure(tenant(1000));
    // Changed in the file, and not yet taken up.
    expect(await outcome(workplace)).toMatchObject({ ...AGREES, report: { compared: { settings: [{ from: 1 }] } } });
    await changeSettings(workplace, before.config);
    for (let life = 0; life < 4; life++) {
      await send(workplace, 'c1', lines(30 * (life + 1), 30));
      await process(workplace, 'c1', KEY);
    }
    // No checkpoint knows the first settings any more.
    const { report, ...rest } = await outcome(workplace);
    expect(rest).toEqual(AGREES);
    const settings = report?.compared?.settings ?? [];
    expect(settings.map(({ from }) => from)).toEqual([1, 32]);
    const alerts = (await workplace.records('c1', 0, 'output')).filter(({ kind }) => kind === 'window');
    const hashes = alerts.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()).Content['Settings hash']);
    expect(new Set(hashes)).toEqual(new Set([settings[0]?.hash]));
    expect(settings[1]?.hash).not.toBe(settings[0]?.hash);
  });

  test('begins at a checkpoint where retention has dropped the start, and says so', async () => {
    using workplace = await processed(3);
    alter(workplace, 'input', 'DELETE FROM records WHERE sequence <= 20');
    alter(workplace, 'output', 'DELETE FROM records WHERE input <= 10 OR input IS NULL');
    const all = await outcome(workplace);
    expect(all).toMatchObject({ ...AGREES, report: { compared: { checkpoint: { sequence: 30 }, from: 31, to: 90 } } });
    expect(all.report?.notes).toEqual([]);
    expect(await outcome(workplace, '--from', 'start')).toMatchObject({
      code: 1,
      found: ['undecided 0 input-expired'],
    });
    expect(await outcome(workplace, '--from', '70')).toMatchObject({ ...AGREES, report: { compared: { from: 70 } } });
    alter(workplace, 'output', 'DELETE FROM records WHERE input = 80');
    expect((await outcome(workplace)).found).toEqual(['missing 0 80.0']);
    alter(workplace, 'output', 'DELETE FROM records WHERE input <= 81 OR input IS NULL');
    const cut = await outcome(workplace);
    expect(cut).toMatchObject({ ...AGREES, report: { compared: { from: 82, to: 90 } } });
    expect(cut.report?.notes).toEqual([expect.stringContaining('those of inputs before 82 are not compared')]);
    rmSync(join(workplace.data, 'checkpoints'), { recursive: true });
    const none = await outcome(workplace);
    expect(none).toMatchObject({ code: 1, agrees: false, found: ['undecided 0 input-expired'] });
  });

  test('goes by another checkpoint where one is damaged', async () => {
    using workplace = await processed(5, tenant(), 'checkpoint: { rebaseAfter: 1 }');
    alter(workplace, 'input', 'DELETE FROM records WHERE sequence <= 80');
    damage(workplace, 'c1/0', 'UPDATE segments SET bytes = zeroblob(9) WHERE checkpoint = 4');
    const { report, ...rest } = await outcome(workplace);
    expect(rest).toEqual(AGREES);
    expect(report).toMatchObject({ compared: { checkpoint: { number: 5, sequence: 120 }, from: 121, to: 150 } });
    expect(report?.notes).toEqual([expect.stringMatching(/^checkpoint 4 is of no use: segment-damaged/)]);
    damage(workplace, 'c1/0', 'UPDATE segments SET bytes = zeroblob(9)');
    expect((await outcome(workplace)).found).toEqual(['undecided 0 segment-damaged']);
  });

  test('does not judge what other code has computed', async () => {
    const own = '  - { id: c1, partitions: 1, analytics: [{ use: ./own.ts }] }';
    using workplace = new Workplace(own);
    const module = join(workplace.folder, 'own.ts');
    const source = (says: number): string => `import { defineActor, objectState } from 'millrace';
      export const own = defineActor({
        name: 'own',
        state: objectState(() => ({})),
        onEvent(turn) { turn.emit('mine', { Says: ${says} }); },
      });`;
    writeFileSync(module, source(1));
    await send(workplace, 'c1', lines(0, 5));
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await untilTaken(runtime, 5);
    expect(await runtime.signal('SIGTERM')).toBe(0);
    expect(await outcome(workplace)).toMatchObject(AGREES);
    writeFileSync(module, source(2));
    for (const from of [[], ['--from', 'start'], ['--from', 'checkpoint'], ['--from', '3']]) {
      expect(await outcome(workplace, ...from)).toMatchObject({ code: 1, found: ['undecided 0 code-changed'] });
    }
  });

  test('does not judge what is not delivered exactly once, and judges the others', async () => {
    using workplace = await processed(1, `${tenant()}\n${tenant().replace('c1', 'c2')}`);
    workplace.configure(`${tenant(2, ', delivery: at-least-once')}\n${tenant().replace('c1', 'c2')}`);
    const { code, stdout } = await millrace(['audit', '--config', workplace.config]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^c1\/0 +undecided/m);
    expect(stdout).toContain('c1/0: not-auditable: its results are delivered at-least-once');
    expect(stdout).toContain('c2/0: nothing was ever sent to it');
    expect(stdout).toMatch(/\n1 partition of 2 could not be judged\.\n$/);
    expect(await outcome(workplace, '--tenant', 'c2')).toMatchObject(AGREES);
  });

  test('knows tenants that were added, and the number of partitions each was created with', async () => {
    using workplace = await processed(1);
    const register = await openTenantRegister({ kind: 'sqlite', folder: workplace.data });
    await register.add('c2', 1, { id: 'c2', partitions: 1, analytics: [{ use: 'global-statistics' }] });
    await register.close();
    const { report } = await audited(workplace.config);
    expect(report.partitions.map(({ tenant: id, verdict }) => [id, verdict])).toEqual([
      ['c1', 'agrees'],
      ['c2', 'agrees'],
    ]);
    workplace.configure(tenant().replace('partitions: 1', 'partitions: 2'));
    const { code, stderr } = await millrace(['audit', '--config', workplace.config]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/^partitions-changed: /) });
  });

  test('does not vouch for what the checkpoints would, where they cannot be read', async () => {
    using workplace = await processed(1);
    const file = join(workplace.data, 'checkpoints', 'c1', '0.sqlite');
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
    writeFileSync(file, 'no checkpoints');
    const unread = { code: 1, found: ['undecided 0 checkpoint-unusable'] };
    expect(await outcome(workplace)).toMatchObject({ ...unread, report: { compared: { results: 33 } } });
    alter(workplace, 'output', 'DELETE FROM records WHERE input = 3');
    const { report } = await outcome(workplace);
    expect(report).toMatchObject({
      verdict: 'differs',
      differences: { missing: 1 },
      error: { code: 'checkpoint-unusable' },
    });
  });

  test('says when an input log is gone, or was replaced', async () => {
    using workplace = await processed(1);
    rmSync(join(workplace.data, 'logs', 'c1', '0.input.sqlite'));
    expect((await outcome(workplace)).found).toEqual(['undecided 0 log-not-found']);
    await send(workplace, 'c1', lines(0, 3));
    const { code, report, found } = await outcome(workplace);
    expect([code, found.length > 0, report?.notes.join()]).toEqual([1, true, expect.stringContaining('is of no use')]);
  });

  test('is called rightly', async () => {
    using workplace = new Workplace(tenant());
    const called = async (...args: string[]) => await millrace(['audit', '--config', workplace.config, ...args]);
    expect(await called()).toMatchObject({ code: 1, stderr: expect.stringContaining('runtime-not-running') });
    expect(await called('--partition', '1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('use one of 0'),
    });
    expect(await called('--partition', 'ingest')).toMatchObject({ code: 2 });
    expect(await called('--from', 'yesterday')).toMatchObject({ code: 2, stderr: expect.stringContaining('start') });
    expect(await called('--tenant', 'c9')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('tenant-unknown'),
    });
    expect(await called('surplus')).toMatchObject({ code: 2 });
  });
});

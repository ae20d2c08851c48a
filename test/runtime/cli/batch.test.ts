import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Feeder } from '../../support/process/feeder.ts';
import { millrace } from '../../support/process/millrace.ts';
import { untilTaken } from '../../support/process/rows.ts';
import { RuntimeProcess } from '../../support/process/runtime-process.ts';
import { Workplace } from '../../support/process/workplace.ts';
import type { RefLine } from '../../support/reference/line.ts';
import type { RefRecord } from '../../support/reference/reference.ts';
import { referenceReport } from '../../support/reference/reports.ts';

const TENANT = `
  - { id: customer1, partitions: 2, analytics: [{ use: global-statistics, where: { sensor: [141] } }] }
  - { id: customer2, partitions: 1, analytics: [{ use: global-statistics }] }
`;
const PERIOD = { from: Date.UTC(2017, 1, 19, 3), to: Date.UTC(2017, 1, 20, 9) };
const TIMES = ['--from', '2017-02-19T03:00:00Z', '--to', '2017-02-20 09:00'];

let workplace: Workplace;
let records: RefRecord[];

/** Two days of a customer's events, through a kill or two; the runtime has drained in the end. */
beforeAll(async () => {
  workplace = new Workplace(TENANT, 'checkpoint: { every: 200ms }');
  using feeder = new Feeder(workplace, 'customer1', {
    stations: 4,
    rate: 0.02,
    outOfOrder: 0.1,
    wrong: 0.02,
    duplicates: 0.05,
  });
  for (let life = 0; life < 2; life++) {
    using runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    await feeder.send(1700);
    await delay(300);
    await runtime.signal('SIGKILL');
  }
  await feeder.end();
  using last = new RuntimeProcess(workplace.config, workplace.data);
  await untilTaken(last, feeder.sent);
  expect(await last.signal('SIGTERM')).toBe(0);
  records = [];
  for (const partition of [0, 1]) records.push(...(await workplace.records('customer1', partition, 'input')));
}, 180_000);
afterAll(() => workplace[Symbol.dispose]());

async function rows(report: string, ...args: readonly string[]): Promise<readonly Record<string, number>[]> {
  const { code, stdout, stderr } = await millrace([
    'batch',
    report,
    '--tenant',
    'customer1',
    ...TIMES,
    ...args,
    '--json',
    '--config',
    workplace.config,
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const made = JSON.parse(stdout);
  expect(Object.keys(made)).toEqual(['Report', 'From', 'To', 'Rows']);
  expect(made).toMatchObject({ Report: report, From: '2017-02-19T03:00:00.000Z', To: '2017-02-20T09:00:00.000Z' });
  return made.Rows;
}

function counted(name: (event: RefLine) => number, wanted?: (event: RefLine) => boolean): [number, number][] {
  return referenceReport(records, { name, ...(wanted && { wanted }), ...PERIOD });
}

const station = ({ tokens }: RefLine): number => tokens[0];
const sensor = ({ tokens }: RefLine): number => tokens[1];
const alarm = ({ tokens }: RefLine): number => tokens[2];

describe('reports agree with a plain count of the raw input', { timeout: 60_000 }, () => {
  test('top-alarms', async () => {
    const wanted = counted(alarm).map(([Alarm, Activations]) => ({ Alarm, Activations }));
    expect(wanted.length).toBeGreaterThan(3);
    expect(await rows('top-alarms', '--limit', '1000')).toEqual(wanted);
    expect(await rows('top-alarms', '--limit', '2')).toEqual(wanted.slice(0, 2));
  });

  test('top-stations, of all sensors and of one', async () => {
    const spelled = (pairs: [number, number][]) => pairs.map(([Station, Activations]) => ({ Station, Activations }));
    expect(await rows('top-stations')).toEqual(spelled(counted(station)));
    expect(await rows('top-stations', '--sensor', '121')).toEqual(
      spelled(counted(station, (event) => sensor(event) === 121)),
    );
  });

  test('sensor-alarms of a station', async () => {
    const one = counted(station)[0]?.[0] as number;
    const wanted = counted(sensor, (event) => station(event) === one);
    expect(await rows('sensor-alarms', '--station', String(one))).toEqual(
      wanted.map(([Sensor, Activations]) => ({ Sensor, Activations })),
    );
  });

  test('active-hours of all alarms and of one', async () => {
    const hour = ({ time }: RefLine): number => new Date(time).getUTCHours();
    const spelled = (pairs: [number, number][]) =>
      Array.from({ length: 24 }, (_, Hour) => ({ Hour, Activations: new Map(pairs).get(Hour) ?? 0 }));
    expect(await rows('active-hours')).toEqual(spelled(counted(hour)));
    const one = counted(alarm)[0]?.[0] as number;
    expect(await rows('active-hours', '--alarm', String(one))).toEqual(
      spelled(counted(hour, (event) => alarm(event) === one)),
    );
  });
});

test('a report has a chart for people and values for others, and covers whole hours', async () => {
  const args = [
    'batch',
    'top-alarms',
    '--tenant',
    'customer1',
    '--from',
    '2017-02-19T03:59:59Z',
    '--to',
    '2017-02-20T08:00:01Z',
  ];
  const chart = await millrace([...args, '--config', workplace.config]);
  expect(chart.stdout).toContain('top-alarms, 2017-02-19 03:00 to 2017-02-20 09:00 UTC');
  expect(chart.stdout).toContain('█');
  const csv = await millrace([...args, '--csv', '--config', workplace.config]);
  const [first] = counted(alarm);
  expect(csv.stdout.split('\n').slice(0, 2)).toEqual(['Alarm,Activations', first?.join(',')]);
});

test('what was never active has no rows', async () => {
  const args = ['batch', 'top-alarms', '--tenant', 'customer2', ...TIMES, '--config', workplace.config];
  expect((await millrace(args)).stdout).toContain('no activations');
});

test.each([
  [['top-things'], 'there is no report top-things'],
  [['sensor-alarms'], 'sensor-alarms needs a --station'],
  [['top-alarms', '--station', '1'], 'top-alarms takes no --station'],
  [['top-stations', '--station', '1'], 'use --sensor'],
])('called as %j it is refused', async (given, message) => {
  const { code, stderr } = await millrace([
    'batch',
    ...given,
    '--tenant',
    'customer1',
    ...TIMES,
    '--config',
    workplace.config,
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('an unknown tenant and a period that ends before it begins are refused', async () => {
  const unknown = await millrace(['batch', 'top-alarms', '--tenant', 'nobody', ...TIMES, '--config', workplace.config]);
  expect(unknown.stderr).toContain('tenant-unknown');
  const backwards = ['--from', '2017-02-20', '--to', '2017-02-19'];
  const { code } = await millrace([
    'batch',
    'top-alarms',
    '--tenant',
    'customer1',
    ...backwards,
    '--config',
    workplace.config,
  ]);
  expect(code).toBe(2);
});

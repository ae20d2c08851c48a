import { expect } from 'vitest';
import { loadConfig } from '../../../config/load.ts';
import { MERGE } from '../../../connectors/log.ts';
import { Prng } from '../../../runtime/base/prng.ts';
import { stagesOf } from '../../../runtime/ingest/stages.ts';
import { expectExactlyOnce, resultsIn, type StoredLogs } from '../process/exactly-once.ts';
import { alertsAndReports, expectEachOnce } from '../process/reports.ts';
import { untilTaken } from '../process/rows.ts';
import { type RuntimePlace, RuntimeProcess } from '../process/runtime-process.ts';
import { until } from '../process/until.ts';
import { CustomerByHttp } from './customer-by-http.ts';

export const REPORTS = ['top-alarms', 'active-hours'];
export const TENANT = `
  - id: customer1
    partitions: 2
    idleTimeout: 1s
    analytics:
      - { use: global-statistics, where: { sensor: [121] } }
      - { use: alarm-window, threshold: 2 }
      - { use: critical-rate, period: 5m, bound: 3 }
    batch: { reports: [${REPORTS.join(', ')}], period: 3h, limit: 4, coolDown: 0s }
`;
const STREAM = { stations: 3, rate: 4, outOfOrder: 0.1, late: 0.05, wrong: 0.05, duplicates: 0.05 };
const LINES = 100;

/**
 * A customer's day by HTTP alone: it sends events and reads the stream, the runtime is killed with -9 again and again, an alert brings its
 * reports, the tenant is stopped and still takes events. At the end every line is stored once, and every result was read once.
 */
export async function customersDay(logs: StoredLogs, place: () => Promise<RuntimePlace>, seed: number): Promise<void> {
  const chance = new Prng(seed);
  let runtime = new RuntimeProcess(logs.config, await place());
  try {
    await runtime.ready();
    await using customer = new CustomerByHttp(() => runtime.address, 'customer1', { ...STREAM, seed });
    customer.read();
    await customer.send(LINES);
    for (let life = 0; life < 3; life++) {
      const before = customer.events.length;
      const least = before + 1 + chance.below(60);
      const sending = sendSome(customer, 4);
      await until('some results were read', () => customer.events.length >= least);
      await runtime.signal('SIGKILL');
      runtime = new RuntimeProcess(logs.config, await place());
      await runtime.ready();
      await sending;
    }
    await until('a critical alert and its reports are read', () => {
      const { length: alerts } = customer.events.filter(({ event }) => event === 'alert');
      const { length: batch } = customer.events.filter(({ event }) => event === 'batch');
      return alerts > 0 && batch >= alerts * REPORTS.length;
    });
    await post(runtime, 'stop');
    const stored = await storedResults(logs);
    await until('all results are read', () => customer.events.length >= stored.length);

    const again = await customer.send(LINES);
    expect(again).toMatchObject({ stored: LINES, known: 0 });
    expect(await storedResults(logs)).toHaveLength(stored.length);
    await post(runtime, 'start');
    await until('results of what was sent while it was stopped are read', () => customer.events.length > stored.length);
    await stopWithReports(runtime, logs, customer.sent);
    const all = await storedResults(logs);
    await until('the rest is read', () => customer.events.length >= all.length);
    expect(customer.events.map(({ event, data }) => `${event} ${data}`).toSorted()).toEqual(all.toSorted());
    expect(customer.streams).toBeGreaterThan(1);

    const sent = await alertsAndReports(logs, 'customer1');
    expectEachOnce(sent, REPORTS);
    const page = await customer.page('batch');
    expect(page.map(({ output }) => output)).toEqual(sent.reports.map(() => 'batch'));
    expect(page.map(({ result }) => (result as { Content: object }).Content)).toEqual(sent.reports);
    expect(await storedLines(logs)).toBe(customer.sent);
    console.log(`seed ${seed}: ${customer.sent} lines, ${all.length} results over ${customer.streams} streams`);
  } finally {
    await runtime.signal('SIGTERM');
  }
  expect(await expectExactlyOnce(logs, 'customer1')).toBeGreaterThan(10);
}

async function sendSome(customer: CustomerByHttp, requests: number): Promise<void> {
  for (let i = 0; i < requests; i++) await customer.send(LINES);
}

/** Stops the tenant when all lines are taken and every alert has its reports; time that passes may raise another alert until it is stopped. */
async function stopWithReports(runtime: RuntimeProcess, logs: StoredLogs, lines: number): Promise<void> {
  await untilTaken(runtime, lines);
  const haveAll = async (): Promise<boolean> => {
    const { alerts, reports } = await alertsAndReports(logs, 'customer1');
    return reports.length >= alerts.length * REPORTS.length;
  };
  for (;;) {
    await until('every alert has its reports', haveAll);
    await post(runtime, 'stop');
    if (await haveAll()) return;
    await post(runtime, 'start');
  }
}

async function post(runtime: RuntimeProcess, what: 'start' | 'stop'): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${runtime.address}/v1/tenants/customer1/${what}`, { method: 'POST', headers });
  expect(answer.status).toBe(200);
}

/** As events of a stream tell them, in latin1. */
async function storedResults(logs: StoredLogs): Promise<string[]> {
  const config = loadConfig(logs.config);
  const [tenant] = config.tenants;
  if (tenant === undefined) throw new Error('there is no tenant');
  const all: string[] = [];
  for (const stage of stagesOf(config.log.kind, tenant.partitions, tenant)) {
    for (const { output, json } of await resultsIn(logs, tenant.id, stage)) {
      if (output !== 'partial' && output !== 'mid') all.push(`${output} ${Buffer.from(json).toString('latin1')}`);
    }
  }
  return all;
}

/** Lines in the logs that take what customers send. */
async function storedLines(logs: StoredLogs): Promise<number> {
  const config = loadConfig(logs.config);
  const [tenant] = config.tenants;
  if (tenant === undefined) throw new Error('there is no tenant');
  const stages = stagesOf(config.log.kind, tenant.partitions, tenant).filter((stage) => stage !== MERGE);
  const inlets = stages.includes('ingest') ? (['ingest'] as const) : stages;
  let lines = 0;
  for (const stage of inlets) {
    const records = await logs.records('customer1', stage, 'input');
    lines += records.filter(({ kind }) => kind === 'event').length;
  }
  return lines;
}

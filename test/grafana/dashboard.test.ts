import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { families } from '../../runtime/control/metric-families.ts';
import { root } from '../house/imports.ts';
import { line, send } from '../runtime/control/support/stored-tenant.ts';
import { partitionRows, untilTaken } from '../support/process/rows.ts';
import { RuntimeProcess } from '../support/process/runtime-process.ts';
import { until } from '../support/process/until.ts';
import { Workplace } from '../support/process/workplace.ts';
import { familyOf, type ParsedMetrics, parseMetrics } from '../support/prometheus-text.ts';
import { namesIn } from './queries.ts';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly datasource: { uid: string } }[];
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

const file = join(root, 'grafana/provisioning/dashboards/millrace.json');
const { uid, panels, templating } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const named = queries.map(namesIn);
const metrics = new Set(named.flatMap((names) => [...names.metrics]));

/** The variable as Grafana spells it. */
const CHOSEN = '\u0024{datasource}';

/** Families that no panel shows, and why. */
const UNSHOWN = new Map([
  ['millrace_records_total', 'events and wrong lines are what is in records'],
  ['millrace_ticks_total', 'they only let time pass'],
  ['millrace_input_sequence', 'the lag says what it is good for'],
  ['millrace_log_timestamp_seconds', 'the watermark delay is worked out of it'],
  ['millrace_watermark_timestamp_seconds', 'so it is of this'],
  ['millrace_checkpoint_number', 'the age says whether they go on'],
  ['millrace_checkpoint_sequence', 'the records to compute again are worked out of it'],
  ['millrace_restored_actors', 'the ratio says it'],
]);

/** Families that have samples only while a partition waits or is taken over. */
const RARE = new Set(['millrace_waiting_seconds', 'millrace_restored_ratio']);

describe('the dashboard', () => {
  test('has panels of their own ids and places', () => {
    expect(uid).toBe('millrace');
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBeGreaterThan(25);
    const taken = new Set<string>();
    for (const { title, gridPos } of panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect([title, x < 24, taken.has(`${x}/${y}`)]).toEqual([title, true, false]);
          taken.add(`${x}/${y}`);
        }
      }
    }
  });

  test('asks the Prometheus that was chosen, for the tenants that were chosen', () => {
    const variables = templating.list.map(({ name }) => name);
    expect(variables).toEqual(['datasource', 'tenant']);
    for (const { type, title, datasource, targets = [] } of panels) {
      if (type === 'row') continue;
      expect([title, datasource?.uid, targets.length > 0]).toEqual([title, CHOSEN, true]);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      expect(targets.map((target) => target.datasource.uid).filter((chosen) => chosen !== CHOSEN)).toEqual([]);
    }
    const used = queries.flatMap((query) => [...query.matchAll(/\$(\w+)/g)].map(([, name]) => name as string));
    expect(new Set(used)).toEqual(new Set(['tenant', '__rate_interval']));
    const ofNobody = queries.filter((query) => query.includes('millrace_') && !query.includes('$tenant'));
    expect(ofNobody.filter((query) => !query.endsWith('and on (instance) millrace_partition_up'))).toEqual([]);
  });
});

describe('what a real runtime tells', () => {
  const tenant = '  - { id: c1, partitions: 2, analytics: [{ use: global-statistics }, { use: alarm-window }] }';
  const workplace = new Workplace(tenant);
  let runtime: RuntimeProcess;
  let told: ParsedMetrics;

  beforeAll(async () => {
    runtime = new RuntimeProcess(workplace.config, workplace.data);
    await runtime.ready();
    const keys = ['1-1-1', '2-1-1', '3-1-1', '4-1-1'];
    const lines = [...keys.map((key, i) => line(key, i, 1, true)), 'wrong'];
    await send(workplace, 'c1', lines);
    await untilTaken(runtime, lines.length);
    await until('each partition has taken a checkpoint', async () => {
      const rows = await partitionRows(runtime);
      return rows.every(({ checkpointTime }) => checkpointTime.count > 1) || undefined;
    });
    told = parseMetrics(await (await fetch(`${await runtime.ready()}/metrics`)).text());
  });
  afterAll(async () => {
    await runtime.signal('SIGTERM');
    workplace[Symbol.dispose]();
  });

  test('has every metric that the dashboard asks for', () => {
    expect(metrics.size).toBeGreaterThan(25);
    expect([...metrics].filter((name) => !told.types.has(name) && !told.types.has(familyOf(name)))).toEqual([]);
    const withSamples = new Set([...told.samples.keys()].map((sample) => sample.replace(/\{.*/, '')));
    expect([...metrics].filter((name) => !withSamples.has(name) && !RARE.has(name))).toEqual([]);
    const variables = templating.list.flatMap(({ definition = '' }) =>
      [...(/\((\w+),/.exec(definition) ?? [])].slice(1),
    );
    expect(variables.map((name) => withSamples.has(name))).toEqual([true]);
  });

  test('is shown, but for what is left out for a reason', () => {
    const ours = [...told.types.keys()].filter((name) => name.startsWith('millrace_'));
    const shown = new Set([...metrics].map(familyOf));
    expect(ours.filter((name) => !shown.has(name)).toSorted()).toEqual([...UNSHOWN.keys()].toSorted());
  });

  test('has every label that the dashboard asks for', () => {
    const labels = new Set(
      [...told.samples.keys()].flatMap((sample) => [...sample.matchAll(/(\w+)="/g)].map(([, name]) => name)),
    );
    const known = new Set([...labels, ...families.map(({ label }) => label), 'instance']);
    expect([...new Set(named.flatMap((names) => [...names.labels]))].filter((name) => !known.has(name))).toEqual([]);
  });

  test('is of the kind that a query takes it for: rates are of counters', () => {
    const rated = [...new Set(named.flatMap((names) => [...names.rated]))];
    expect(rated.length).toBeGreaterThan(10);
    const kindOf = (name: string) => told.types.get(name) ?? told.types.get(familyOf(name));
    expect(rated.filter((name) => kindOf(name) !== 'counter' && kindOf(name) !== 'histogram')).toEqual([]);
    const ours = [...metrics].filter((name) => kindOf(name) === 'counter' && !rated.includes(name));
    // A number since the take-over.
    expect(ours).toEqual(['millrace_suppressed_results_total']);
  });
});

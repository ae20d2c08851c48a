// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a configuration names a variable
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printConfig } from '../../config/print.ts';
import type { Environment } from '../../config/references.ts';
import { ANALYTICS, alarmWindow, minimal, parse, tenant } from './support.ts';

const demo = readFileSync(join(import.meta.dirname, '../../config/examples/demo.yaml'), 'utf8');

const texts: readonly [name: string, text: string, environment?: Environment][] = [
  ['the shortest', minimal()],
  ['the demo', demo],
  ['the demo with its variables', demo, { MILLRACE_DATA: 'elsewhere', MILLRACE_LISTEN: '[::1]:0' }],
  [
    'odd durations and sizes',
    minimal('checkpoint: { every: 1234ms }', 'log: { kind: sqlite, retention: { size: 100001 } }'),
  ],
  ['a tumbling window', alarmWindow('window: { kind: tumbling, size: 90s }')],
  ['a session window', alarmWindow('window: { kind: session, gap: 1d }')],
  ['a count window', alarmWindow('window: { kind: count, size: 10 }')],
  ['expiry and conditions', alarmWindow('where: { alarm: [3, 1, 3], isActive: false }\n        expireAfter: 36h')],
  ['emit every', tenant('analytics: [{ use: global-statistics, emit: every 5s }]')],
  ['silence', tenant('analytics: [{ use: silence, factor: 1.5, minimum: 3 }, { use: silence, after: 90s }]')],
  [
    'silence by sensor',
    tenant('analytics: [{ use: silence, by: sensor, settle: 0s }, { use: silence, by: station, after: 9m }]'),
  ],
  ['an outlier', tenant('analytics: [{ use: outlier, deviations: 2.5, expireAfter: 1d }]')],
  ['an alarm-frequency', tenant('analytics: [{ use: alarm-frequency, period: 1d, settle: 90s, watermark: key }]')],
  [
    'critical rates',
    tenant('analytics: [{ use: alarm-window }, { use: critical-rate, by: tenant, alerts: [alarm-window] }]'),
  ],
  [
    'reports on an alert',
    tenant(
      'analytics: [{ use: alarm-window }, { use: critical-rate }]',
      'batch: { reports: [top-alarms, sensor-alarms], period: 90m, limit: 3, coolDown: 0s }',
    ),
  ],
  ['quotas', tenant(ANALYTICS, 'quotas: { inputRate: 5000, resultRate: 7, keys: 1000, stateBytes: 1GiB }')],
  ['no time out of order', tenant('outOfOrderness: 0s', ANALYTICS, 'simulator: { history: 0s, rate: 0.5 }')],
  [
    'json',
    tenant('input: { format: json, key: [a, b.c, d], time: t, value: v, threshold: x.y, isActive: i }', ANALYTICS),
  ],
  ['modules', tenant('input: { format: ./f.ts }', 'analytics: [{ use: /m.ts, settings: { "a: b": [1, "2", null] } }]')],
];

describe('printConfig', () => {
  test.each(texts)('of %s loads as the same', (_, text, environment = {}) => {
    const config = parse(text, { environment });
    expect(parse(printConfig(config), { environment })).toStrictEqual({
      ...config,
      fromOutside: expect.arrayContaining([...config.fromOutside]),
    });
  });

  test('shows every default, with units', () => {
    expect(printConfig(parse(minimal('name: base')))).toBe(`name: base
log:
  kind: sqlite
  folder: /etc/millrace/data
  sync: normal
  retention:
    size: 1GiB
    age: 7d
  duplicateWindow: 2m
store:
  kind: sqlite
  folder: /etc/millrace/data
threads: 2
checkpoint:
  every: 10s
  keep: 3
  rebaseAfter: 10
  replayBound: 10000000
api:
  listen: 127.0.0.1:8787
logs:
  level: info
  file: /etc/millrace/data/millrace.log
tenants:
  - id: c1
    partitions: 4
    input:
      format: bts-csv
      maxRecordBytes: 64KiB
    delivery: exactly-once
    outOfOrderness: 10s
    idleTimeout: 30s
    watermark: partition
    actorErrors: dead-letter
    analytics:
      - use: global-statistics
        id: global-statistics
        emit: every-event
    archive:
      rollups: true
      events: false
`);
  });

  test('shows no value from the environment', () => {
    const text = tenant(
      'analytics:',
      '  - use: ./mine.ts',
      '    settings:',
      '      token: &t ${env:TOKEN}',
      '      again: *t',
      '      quoted: "Bearer ${env:TOKEN}"',
      '      list: [{ "a.b": "${env:TOKEN}" }]',
    );
    const folder = ['log:', '  kind: sqlite', '  folder: ${env:FOLDER}', ''].join('\n');
    const environment = { TOKEN: '4711', FOLDER: './4711' };
    const config = parse(folder + text, { environment });
    const printed = printConfig(config);
    expect(printed).not.toContain('4711');
    expect(printed.match(/\$\{env:TOKEN\}/g)).toHaveLength(4);
    expect(printed.match(/\$\{env:FOLDER\}/g)).toHaveLength(3);
    expect({ ...parse(printed, { environment }), fromOutside: [] }).toEqual({ ...config, fromOutside: [] });
    expect(config.tenants[0]?.analytics[0]).toMatchObject({ settings: { token: 4711, again: 4711 } });
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a configuration names a variable
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { ConfigError } from '../../config/problems.ts';
import { settingsOf } from '../../config/settings.ts';
import { ANALYTICS, alarmWindow, FILE, minimal, parse, tenant } from './support.ts';

const DEMO = join(import.meta.dirname, '../../config/examples/demo.yaml');

function failure(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('defaults', () => {
  test('every one of them is filled in', () => {
    expect(parse(minimal())).toStrictEqual({
      file: FILE,
      name: 'millrace',
      log: {
        kind: 'sqlite',
        folder: '/etc/millrace/data',
        sync: 'normal',
        retention: { bytes: 1024 ** 3, age: 7 * 86_400_000 },
        duplicateWindow: 120_000,
      },
      store: { kind: 'sqlite', folder: '/etc/millrace/data' },
      threads: 2,
      checkpoint: { every: 10_000, keep: 3, rebaseAfter: 10, replayBound: 10_000_000 },
      ownership: { lease: 5000 },
      api: { listen: { host: '127.0.0.1', port: 8787 }, tokens: [] },
      logs: { level: 'info', file: '/etc/millrace/data/millrace.log' },
      tenants: [
        {
          id: 'c1',
          partitions: 4,
          input: { kind: 'bts-csv', format: 'bts-csv', maxRecordBytes: 65_536 },
          delivery: 'exactly-once',
          outOfOrderness: 10_000,
          idleTimeout: 30_000,
          watermark: 'partition',
          actorErrors: 'dead-letter',
          analytics: [
            {
              kind: 'global-statistics',
              use: 'global-statistics',
              id: 'global-statistics',
              where: undefined,
              expireAfter: undefined,
              emit: 'every-event',
            },
          ],
          quotas: {},
          archive: { rollups: true, events: false },
          batch: undefined,
          simulator: undefined,
        },
      ],
      fromOutside: [],
    });
  });

  test('of an alarm-window: 60 s by 5 s, more than 5, the watermark of its tenant', () => {
    const config = parse(tenant('watermark: key', 'analytics: [{ use: alarm-window }]'));
    expect(config.tenants[0]?.analytics[0]).toMatchObject({
      kind: 'alarm-window',
      window: { kind: 'sliding', size: 60_000, slide: 5000 },
      threshold: 5,
      watermark: 'key',
    });
  });

  test('of silence and outlier', () => {
    const config = parse(tenant('analytics: [{ use: silence }, { use: silence, after: 15m }, { use: outlier }]'));
    expect(config.tenants[0]?.analytics).toMatchObject([
      { kind: 'silence', id: 'silence', after: 'usual', factor: 2, minimum: 8, by: 'key' },
      { kind: 'silence', id: 'silence-2', after: 900_000 },
      { kind: 'outlier', id: 'outlier', deviations: 4, minimum: 30 },
    ]);
  });

  test('of reports on an alert', () => {
    const analytics = 'analytics: [{ use: alarm-window }, { use: critical-rate }]';
    const config = parse(tenant(analytics, 'batch: { reports: [active-hours] }'));
    const reports = {
      on: 'critical-rate',
      reports: ['active-hours'],
      period: 86_400_000,
      limit: 10,
      coolDown: 3_600_000,
    };
    expect(config.tenants[0]?.batch).toEqual(reports);
    expect(config.tenants.map((one) => settingsOf(one).batch)).toEqual([reports]);
  });

  test('of quotas: no bound', () => {
    expect(parse(tenant(ANALYTICS, 'quotas: { keys: 10, stateBytes: 1MiB }')).tenants[0]?.quotas).toEqual({
      keys: 10,
      stateBytes: 1024 ** 2,
    });
  });

  test('of alarm-frequency and critical-rate', () => {
    const analytics = 'analytics: [{ use: alarm-window }, { use: alarm-frequency }, { use: critical-rate }]';
    expect(parse(tenant('watermark: key', analytics)).tenants[0]?.analytics).toMatchObject([
      { kind: 'alarm-window' },
      { kind: 'alarm-frequency', period: 3_600_000, settle: 10_000, watermark: 'key' },
      { kind: 'critical-rate', by: 'station', period: 300_000, bound: 10, alerts: undefined },
    ]);
  });

  test('of a simulator', () => {
    expect(parse(tenant(ANALYTICS, 'simulator: {}')).tenants[0]?.simulator).toEqual({
      stations: 20,
      rate: 50,
      seed: 1,
      history: 120_000,
      outOfOrder: 0.02,
      late: 0.001,
      wrong: 0.001,
      duplicates: 0.005,
    });
  });

  test('threads: auto stays within 1 to 64', () => {
    expect(parse(minimal(), { parallelism: 500 }).threads).toBe(64);
    expect(parse(minimal('threads: 3')).threads).toBe(3);
  });
});

describe('values', () => {
  test.each([
    ['{ kind: sliding, size: 1.5m, slide: 250ms }', { kind: 'sliding', size: 90_000, slide: 250 }],
    ['{ kind: sliding, size: 5s, slide: 5s }', { kind: 'sliding', size: 5000, slide: 5000 }],
    ['{ kind: tumbling, size: 24h }', { kind: 'tumbling', size: 86_400_000 }],
    ['{ kind: session, gap: 30s }', { kind: 'session', gap: 30_000 }],
    ['{ kind: count, size: 10 }', { kind: 'count', size: 10, slide: 10 }],
    ['{ kind: count, size: 10, slide: 3 }', { kind: 'count', size: 10, slide: 3 }],
  ])('window %s', (window, loaded) => {
    expect(parse(alarmWindow(`window: ${window}`)).tenants[0]?.analytics[0]).toMatchObject({ window: loaded });
  });

  test.each([
    ['on-change', 'on-change'],
    ['{ every: 5s }', { every: 5000 }],
    ['every 5s', { every: 5000 }],
    ['"every: 5s"', { every: 5000 }],
  ])('emit %s', (emit, loaded) => {
    const config = parse(tenant(`analytics: [{ use: global-statistics, emit: ${emit} }]`));
    expect(config.tenants[0]?.analytics[0]).toMatchObject({ emit: loaded });
  });

  test.each([
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['"[::1]:8787"', { host: '::1', port: 8787 }],
    ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ])('listen %s', (listen, loaded) => {
    expect(parse(minimal(`api: { listen: ${listen} }`)).api.listen).toEqual(loaded);
  });

  test('conditions become lists', () => {
    const config = parse(alarmWindow('where: { station: 7, sensor: [142, 141], isActive: true }'));
    expect(config.tenants[0]?.analytics[0]?.where).toStrictEqual({ station: [7], sensor: [142, 141], isActive: true });
  });

  test.each(['{ maxRecordBytes: 1MB }', '{ format: bts-csv, maxRecordBytes: 1MB }'])('input %s is bts-csv', (input) => {
    const loaded = { kind: 'bts-csv', format: 'bts-csv', maxRecordBytes: 1_000_000 };
    expect(parse(tenant(`input: ${input}`, ANALYTICS)).tenants[0]?.input).toStrictEqual(loaded);
  });

  test('json paths become lists of names', () => {
    const input = '{ format: json, key: [s.id, d, a], time: at, value: v.now, isActive: on, maxRecordBytes: 1MB }';
    expect(parse(tenant(`input: ${input}`, ANALYTICS)).tenants[0]?.input).toStrictEqual({
      kind: 'json',
      format: 'json',
      maxRecordBytes: 1_000_000,
      key: [['s', 'id'], ['d'], ['a']],
      time: ['at'],
      value: ['v', 'now'],
      threshold: undefined,
      isActive: ['on'],
    });
  });

  test("paths start at the file's folder", () => {
    const lines = [
      'log: { kind: sqlite, folder: ../a }',
      'store: { kind: sqlite, folder: /b }',
      'logs: { file: c/d.log }',
    ];
    const config = parse(minimal(...lines));
    expect([config.log, config.store]).toMatchObject([{ folder: '/etc/a' }, { folder: '/b' }]);
    expect(config.logs.file).toBe('/etc/millrace/c/d.log');
    expect(parse(minimal(lines[0] as string)).store).toMatchObject({ folder: '/etc/a' });
    expect(parse(minimal(lines[0] as string)).logs.file).toBe('/etc/a/millrace.log');
  });

  test('modules keep their spelling and know their file', () => {
    const asked: string[] = [];
    const exists = (path: string) => asked.push(path) > 0;
    const text = tenant(
      'input: { format: ../f.ts }',
      'analytics: [{ use: ./mine.ts, settings: { deep: { a: [1] } } }]',
    );
    const [loaded] = parse(text, { exists }).tenants;
    expect(loaded?.input).toMatchObject({ kind: 'module', format: '../f.ts', module: '/etc/f.ts' });
    expect(loaded?.analytics[0]).toMatchObject({
      kind: 'module',
      use: './mine.ts',
      id: 'mine',
      module: '/etc/millrace/mine.ts',
      settings: { deep: { a: [1] } },
    });
    expect(asked).toEqual(['/etc/millrace/mine.ts', '/etc/f.ts']);
  });

  test('ids are given to analytics that have none, around those that have', () => {
    const uses = ['{ use: alarm-window }', '{ use: alarm-window, id: alarm-window-2 }', '{ use: alarm-window }'];
    const config = parse(tenant(`analytics: [${uses.join(', ')}, { use: ./a/my.own.ts }, { use: ./b/my.own.ts }]`));
    expect(config.tenants[0]?.analytics.map(({ id }) => id)).toEqual([
      'alarm-window',
      'alarm-window-2',
      'alarm-window-3',
      'my-own',
      'my-own-2',
    ]);
  });
});

describe('the environment', () => {
  const load = (line: string, environment: Record<string, string> = {}) => parse(minimal(line), { environment });

  test('gives values, or the default does', () => {
    expect(load('name: a-${env:B}-c', { B: 'b' }).name).toBe('a-b-c');
    expect(load('name: ${env:B:-plain}').name).toBe('plain');
    expect(load('name: ${env:B:-plain}', { B: '' }).name).toBe('plain');
    expect(load('api:\n  listen: ${env:LISTEN:-127.0.0.1:8787}').api.listen.port).toBe(8787);
  });

  test('a plain value is read as YAML reads it, a quoted one is text', () => {
    expect(load('threads: ${env:N:-3}').threads).toBe(3);
    const settings = [
      'analytics:',
      '  - use: ./mine.ts',
      '    settings:',
      '      number: ${env:N}',
      '      text: "${env:N}"',
      '      truth: ${env:T}',
      '      secret: ${env:S}',
    ];
    const environment = { N: '5', T: 'true', S: '5 #half: "a' };
    expect(parse(tenant(...settings), { environment }).tenants[0]?.analytics[0]).toMatchObject({
      settings: { number: 5, text: '5', truth: true, secret: '5 #half: "a' },
    });
  });

  test('is read through aliases', () => {
    const text = ['tenants:', '  - &a', '    id: c1', '    partitions: ${env:P}', `    ${ANALYTICS}`].join('\n');
    expect(parse(text, { environment: { P: '7' } }).tenants[0]?.partitions).toBe(7);
    const where = ['analytics:', '  - use: alarm-window', '    where: { sensor: &s "${env:P}", alarm: *s }'];
    const { problems } = failure(() => parse(tenant(...where), { environment: { P: 'hunter2' } }));
    expect(problems).toHaveLength(2);
    expect(String(problems)).not.toContain('hunter2');
  });
});

describe('problems', () => {
  test('are all told at once, in the order of the file', () => {
    const text = [
      'checkpoint: { evry: 5s, keep: 1 }',
      'tenants:',
      '  - id: a',
      '    partitions: ${env:P}',
      '    analytics:',
      '      - { use: alarm-window, window: { kind: sliding, size: 1s } }',
      '      - { use: ./gone.ts }',
      '  - id: a',
    ].join('\n');
    const error = failure(() => parse(text, { exists: () => false }));
    expect(error.problems.map(({ code, where }) => `${code} ${where.replace(` in ${FILE}`, '')}`)).toEqual([
      'config-invalid at checkpoint.keep line 1',
      'config-invalid at checkpoint.evry line 1',
      'config-secret-missing at tenants.0.partitions line 4',
      'config-conflict at tenants.0.analytics.0.window.slide line 6',
      'config-invalid at tenants.0.analytics.1.use line 7',
      'config-conflict at tenants.1.id line 8',
      'config-invalid at tenants.1.analytics line 8',
    ]);
    expect(error.message.split('\n')).toEqual(error.problems.map(({ message }) => message));
    expect(error.code).toBe('config-invalid');
  });

  test('a file that is not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-config-'));
    try {
      const path = join(folder, 'none.yaml');
      expect(failure(() => loadConfig(path)).message).toBe(
        `config-not-found: there is no such file, at ${path}, name a configuration file, such as config/examples/demo.yaml`,
      );
      expect(failure(() => loadConfig(folder)).message).toContain('config-not-found: it cannot be read (EISDIR)');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a module that is a folder is not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-config-'));
    try {
      const path = join(folder, 'millrace.yaml');
      writeFileSync(join(folder, 'mine.ts'), '');
      writeFileSync(path, tenant('analytics: [{ use: ./mine.ts }]'));
      expect(loadConfig(path).tenants[0]?.analytics[0]).toMatchObject({ module: join(folder, 'mine.ts') });
      writeFileSync(path, tenant('analytics: [{ use: ./ }, { use: ../ }]'));
      expect(failure(() => loadConfig(path)).problems).toHaveLength(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('demo.yaml', () => {
  test('loads', () => {
    const config = loadConfig(DEMO, { environment: {} });
    expect(config.log).toMatchObject({ folder: join(import.meta.dirname, '../../data') });
    expect(config.tenants.map(({ id, partitions, simulator }) => [id, partitions, simulator?.seed])).toEqual([
      ['customer1', 4, 1],
      ['customer2', 2, 2],
    ]);
    expect(config.tenants[1]?.analytics).toMatchObject([
      { kind: 'global-statistics', emit: 'on-change', where: { sensor: [121, 141] } },
      { kind: 'alarm-window', window: { kind: 'tumbling', size: 30_000 }, threshold: 3 },
    ]);
  });

  test('takes its folder and address from the environment', () => {
    const config = loadConfig(DEMO, { environment: { MILLRACE_DATA: '/x', MILLRACE_LISTEN: '127.0.0.1:0' } });
    expect(config).toMatchObject({ log: { folder: '/x' }, api: { listen: { port: 0 } } });
  });
});

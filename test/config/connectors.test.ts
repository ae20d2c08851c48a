// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a configuration names a variable
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { logChoiceOf } from '../../config/choices.ts';
import { loadConfig } from '../../config/load.ts';
import type { LogChoice, StoreChoice } from '../../connectors/registry.ts';
import { minimal, parse } from './support.ts';

const EXAMPLE = join(import.meta.dirname, '../../config/examples/jetstream.yaml');
const JETSTREAM = {
  kind: 'jetstream',
  servers: ['nats://127.0.0.1:4222'],
  replicas: 1,
  retention: { bytes: undefined, age: 7 * 86_400_000 },
  duplicateWindow: 120_000,
  monitor: undefined,
  authentication: {},
  tls: undefined,
  create: true,
};
const CASSANDRA = {
  kind: 'cassandra',
  contactPoints: ['127.0.0.1:9042'],
  localDataCenter: 'datacenter1',
  keyspace: 'millrace',
  replication: { class: 'SimpleStrategy', replication_factor: 1 },
  create: true,
  consistency: 'local-quorum',
};

/** The log of a configuration. */
function logOf(lines: string, environment = {}) {
  return parse(minimal(`log: { kind: jetstream, ${lines} }`), { environment }).log;
}

/** The store of a configuration. */
function storeOf(lines: string, environment = {}) {
  return parse(minimal('log: { kind: jetstream }', `store: { kind: cassandra, ${lines} }`), { environment }).store;
}

describe('a JetStream log', () => {
  test('has a default for every key, and brings Cassandra', () => {
    const config = parse(minimal('log: { kind: jetstream }'));
    expect(config.log).toStrictEqual(JETSTREAM);
    expect(config.store).toStrictEqual(CASSANDRA);
    expect(config.logs.file).toBe('/etc/millrace/millrace.log');
    expect(config.ownership).toEqual({ lease: 5000 });
  });

  test('takes every key', () => {
    const lines = [
      'log:',
      '  kind: jetstream',
      '  servers: [tls://a.example, "nats://[::1]:4222"]',
      '  replicas: 3',
      '  retention: { size: 5GiB, age: 30d }',
      '  duplicateWindow: 1h',
      '  monitor: http://127.0.0.1:8222',
      '  authentication: { user: mill, password: "${env:SECRET}" }',
      '  tls: { ca: ca.pem, certificate: ../own.pem, key: /own.key }',
      '  create: false',
      'ownership: { lease: 1s }',
      'logs: { file: logs/a.log }',
    ];
    const config = parse(minimal(...lines), { environment: { SECRET: '0123' } });
    expect(config.log).toStrictEqual({
      kind: 'jetstream',
      servers: ['tls://a.example', 'nats://[::1]:4222'],
      replicas: 3,
      retention: { bytes: 5 * 1024 ** 3, age: 30 * 86_400_000 },
      duplicateWindow: 3_600_000,
      monitor: 'http://127.0.0.1:8222',
      authentication: { user: 'mill', password: '0123' },
      tls: { ca: '/etc/millrace/ca.pem', certificate: '/etc/own.pem', key: '/own.key' },
      create: false,
    });
    expect(config.ownership.lease).toBe(1000);
    expect(config.logs.file).toBe('/etc/millrace/logs/a.log');
  });

  test('takes servers as one text with commas, such as a variable holds', () => {
    const expected = { servers: ['nats://a:1', 'nats://b:2'] };
    expect(logOf('servers: "nats://a:1, nats://b:2"')).toMatchObject(expected);
    expect(logOf('servers: "${env:NATS}"', { NATS: 'nats://a:1,nats://b:2' })).toMatchObject(expected);
    expect(logOf('servers: ["${env:NATS}", nats://b:2]', { NATS: 'nats://a:1' })).toMatchObject(expected);
  });

  test.each([
    ['nkey: a.nk', { nkey: '/etc/millrace/a.nk' }],
    ['credentials: /a.creds', { credentials: '/a.creds' }],
    ['token: "${env:TOKEN}"', { token: '4711' }],
    ['token: "mill-${env:TOKEN}"', { token: 'mill-4711' }],
    ['user: "${env:TOKEN}", password: "${env:TOKEN}"', { user: '4711', password: '4711' }],
  ])('authenticates by %s', (line, authentication) => {
    expect(logOf(`authentication: { ${line} }`, { TOKEN: '4711' })).toMatchObject({ authentication });
  });

  test('keeps secrets that look like numbers as they are spelled', () => {
    const lines = ['log:', '  kind: jetstream', '  authentication:', '    token: ${env:TOKEN}'];
    const { log } = parse(minimal(...lines), { environment: { TOKEN: '007' } });
    expect(log).toMatchObject({ authentication: { token: '007' } });
  });
});

describe('a Cassandra store', () => {
  test('takes every key', () => {
    const lines = [
      'log: { kind: jetstream }',
      'store:',
      '  kind: cassandra',
      '  contactPoints: [a.example, b.example:9043, "[::1]"]',
      '  localDataCenter: eu-1',
      '  keyspace: mill_2',
      '  replication: { eu-1: 3, us-1: 2 }',
      '  create: false',
      '  consistency: quorum',
      '  username: 4711',
      '  password: pre-${env:SECRET}',
      '  tls: { ca: ca.pem, verify: false }',
    ].map((line) => line.replace('4711', '${env:USERNAME}'));
    expect(parse(minimal(...lines), { environment: { SECRET: '#1', USERNAME: '4711' } }).store).toStrictEqual({
      kind: 'cassandra',
      contactPoints: ['a.example:9042', 'b.example:9043', '[::1]:9042'],
      localDataCenter: 'eu-1',
      keyspace: 'mill_2',
      replication: { class: 'NetworkTopologyStrategy', 'eu-1': 3, 'us-1': 2 },
      create: false,
      consistency: 'quorum',
      username: '4711',
      password: 'pre-#1',
      tls: { ca: '/etc/millrace/ca.pem', verify: false },
    });
  });

  test.each([
    ['replication: 3', { class: 'NetworkTopologyStrategy', datacenter1: 3 }],
    ['replication: 3, localDataCenter: dc2', { class: 'NetworkTopologyStrategy', dc2: 3 }],
    ['replication: { datacenter1: 2 }', { class: 'NetworkTopologyStrategy', datacenter1: 2 }],
    ['replication: { other: 2 }, consistency: quorum', { class: 'NetworkTopologyStrategy', other: 2 }],
    [
      'replication: { class: SimpleStrategy, replication_factor: 2 }',
      { class: 'SimpleStrategy', replication_factor: 2 },
    ],
  ])('replicates by %s', (line, replication) => {
    expect(storeOf(line)).toMatchObject({ replication });
  });

  test('takes contact points as one text with commas, such as a variable holds', () => {
    const expected = { contactPoints: ['a:9042', '10.0.0.1:9043'] };
    expect(storeOf('contactPoints: "a,10.0.0.1:9043"')).toMatchObject(expected);
    expect(storeOf('contactPoints: "${env:C}"', { C: 'a, 10.0.0.1:9043' })).toMatchObject(expected);
    expect(storeOf('tls: {}')).toMatchObject({ tls: { verify: true } });
  });
});

describe('choices', () => {
  test('are what the registry of connectors takes', () => {
    const config = parse(
      minimal('log: { kind: jetstream, tls: {}, monitor: "http://a:8222", retention: { size: 1GiB } }'),
    );
    const log: LogChoice = logChoiceOf(config.log);
    const store: StoreChoice = config.store;
    expect(log).toStrictEqual(config.log);
    expect(store).toStrictEqual(config.store);
    const { tls: _, monitor: _none, retention, ...rest } = JETSTREAM;
    expect(logChoiceOf(parse(minimal('log: { kind: jetstream }')).log)).toStrictEqual({
      ...rest,
      retention: { age: retention.age },
    });
    expect(logChoiceOf(parse(minimal()).log)).toStrictEqual({
      kind: 'sqlite',
      folder: '/etc/millrace/data',
      sync: 'normal',
      duplicateWindow: 120_000,
    });
  });
});

describe('jetstream.yaml', () => {
  test('is for servers on this machine, and has two customers with all analytics at their defaults', () => {
    const config = loadConfig(EXAMPLE, { environment: {} });
    expect(config).toMatchObject({
      log: JETSTREAM,
      store: CASSANDRA,
      api: { listen: { host: '127.0.0.1', port: 8787 } },
    });
    expect(config.checkpoint.every).toBe(5000);
    const analytics = parse(
      'tenants: [{ id: a, analytics: [{ use: global-statistics }, { use: alarm-window }] }]',
    ).tenants.map((tenant) => tenant.analytics);
    expect(config.tenants.map((tenant) => [tenant.id, tenant.partitions, tenant.simulator])).toEqual([
      ['customer1', 4, undefined],
      ['customer2', 4, undefined],
    ]);
    for (const tenant of config.tenants) expect([tenant.analytics]).toEqual(analytics);
  });

  test('takes servers, data centre and address from the environment', () => {
    const environment = {
      MILLRACE_NATS: 'nats://a:4222,nats://b:4222',
      MILLRACE_CASSANDRA: 'c,d:9043',
      MILLRACE_CASSANDRA_DC: 'dc2',
      MILLRACE_LISTEN: '0.0.0.0:80',
    };
    expect(loadConfig(EXAMPLE, { environment })).toMatchObject({
      log: { servers: ['nats://a:4222', 'nats://b:4222'] },
      store: { contactPoints: ['c:9042', 'd:9043'], localDataCenter: 'dc2' },
      api: { listen: { host: '0.0.0.0', port: 80 } },
    });
  });
});

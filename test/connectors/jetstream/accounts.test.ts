import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountsOf, variableOf } from '../../../connectors/jetstream/accounts.ts';
import type { JetStreamChoice } from '../../../connectors/jetstream/choice.ts';
import { JetStreamLogStore } from '../../../connectors/jetstream/log-store.ts';
import type { Log } from '../../../connectors/log.ts';
import { NatsServer } from '../../../services/nats/server.ts';
import { until } from '../../support/process/until.ts';
import { describeWith } from '../../support/servers/describe-with.ts';

const LINE = '1161115040,141,312,2017-02-19 14:20:13 UTC,242.87,999999,True,';
const TENANTS = ['customer1', 'customer2'];
const passwordOf = (tenant: string): string => `secret of ${tenant}`;

describe('accounts', () => {
  test('hold no password', () => {
    const text = accountsOf(['a-b', 'C']);
    expect([...text.matchAll(/password: (\S+)/g)].map(([, password]) => password)).toEqual([
      '$NATS_PASSWORD',
      '$NATS_A_B_PASSWORD,',
      '$NATS_C_PASSWORD,',
    ]);
  });

  test('are refused where two tenants would share a variable', () => {
    expect(() => accountsOf(['a-b', 'a_B'])).toThrow(
      /config-conflict: the passwords of a-b and a_B .*NATS_A_B_PASSWORD/,
    );
  });
});

await describeWith(['nats'], 'on a nats-server with the accounts of two tenants', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-nats-'));
  let server: NatsServer;
  let logs: JetStreamLogStore;
  let input: Log;
  let output: Log;
  let own: NatsConnection;
  let other: NatsConnection;
  const refusals: string[] = [];

  beforeAll(async () => {
    process.env.NATS_PASSWORD = '"secret of the runtime"';
    for (const tenant of TENANTS) process.env[variableOf(tenant)] = JSON.stringify(passwordOf(tenant));
    server = await NatsServer.start({ folder, config: accountsOf(TENANTS) });
    const authentication = { user: 'millrace', password: 'secret of the runtime' };
    const choice: JetStreamChoice = { kind: 'jetstream', servers: [server.url], authentication };
    logs = new JetStreamLogStore(choice);
    const name = { tenant: 'customer1', partition: 0, count: 1 } as const;
    input = await logs.open({ ...name, direction: 'input' });
    output = await logs.open({ ...name, direction: 'output' });
    [own, other] = [await enter('customer1'), await enter('customer2')];
  });
  afterAll(async () => {
    await Promise.all([own?.close(), other?.close(), logs?.close()]);
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function enter(tenant: string): Promise<NatsConnection> {
    const connection = await connect({ servers: server.url, user: tenant, pass: passwordOf(tenant), timeout: 2000 });
    void (async () => {
      for await (const status of connection.status()) {
        if (status.type === 'error') refusals.push(`${tenant} ${status.error.message}`);
      }
    })();
    return connection;
  }

  /** Resolves once the server has refused something that a tenant did. */
  async function refused(tenant: string, what: RegExp): Promise<void> {
    await until(`${tenant} is refused ${what}`, () =>
      refusals.some((refusal) => refusal.startsWith(tenant) && what.test(refusal)),
    );
  }

  test('nobody enters with a wrong password, or with none', async () => {
    const given = { servers: server.url, timeout: 2000 };
    await expect(connect({ ...given, user: 'customer1', pass: passwordOf('customer2') })).rejects.toThrow(/authoriz/i);
    await expect(connect(given)).rejects.toThrow(/authoriz/i);
  });

  test('a tenant sends its events, keyed or not, and hears that they are stored', async () => {
    await jetstream(own).publish('in.customer1', LINE);
    await jetstream(own).publish('in.customer1.1161115040.141.312', LINE);
    const records = await input.read(1, 10);
    expect(records.map(({ key }) => key)).toEqual(['', '1161115040-141-312']);
  });

  test('a tenant reads its results, and nobody else does', async () => {
    const [mine, foreign] = [own.subscribe('out.customer1.>'), other.subscribe('out.>')];
    await own.flush();
    await refused('customer2', /out\.>/);
    const payload = Buffer.from('{}');
    await output.append([{ kind: 'statistics', payload, identity: { input: 1, index: 0 } }]);
    for await (const { subject } of mine) {
      expect(subject).toBe('out.customer1.0.statistics');
      break;
    }
    await other.flush();
    expect(foreign.getReceived()).toBe(0);
  });

  test('a tenant publishes nowhere but to its own input', async () => {
    const before = await input.bounds();
    for (const subject of [
      'in.customer1',
      'sys.customer1.0.settings',
      'out.customer1.0.alert',
      'ctl.customer1.0.fence',
    ]) {
      other.publish(subject, LINE);
      await other.flush();
      await refused('customer2', new RegExp(subject.replaceAll('.', '\\.')));
    }
    own.publish('sys.customer1.0.settings', LINE);
    await own.flush();
    await refused('customer1', /sys\.customer1\.0\.settings/);
    expect(await input.bounds()).toEqual(before);
  });

  test('a tenant sees, purges and inspects no stream, not even its own', async () => {
    for (const connection of [own, other]) {
      await expect(jetstreamManager(connection, { timeout: 1000 })).rejects.toThrow();
      const jsm = await jetstreamManager(connection, { checkAPI: false, timeout: 1000 });
      await expect(jsm.streams.info('IN_customer1')).rejects.toThrow();
      await expect(jsm.streams.purge('IN_customer1')).rejects.toThrow();
      await expect(jsm.streams.delete('OUT_customer1_0')).rejects.toThrow();
      await expect(jsm.streams.getMessage('IN_customer1', { seq: 1 })).rejects.toThrow();
    }
    expect((await input.bounds()).last).toBeGreaterThan(0);
  });

  test('headers that take records away are refused', async () => {
    const before = await input.bounds();
    for (const [name, value] of [
      ['Nats-Rollup', 'all'],
      ['Nats-Rollup', 'sub'],
      ['Nats-TTL', '1s'],
    ] as const) {
      const lines = headers();
      lines.set(name, value);
      await expect(jetstream(own).publish('in.customer1', LINE, { headers: lines })).rejects.toThrow();
    }
    expect(await input.bounds()).toEqual(before);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../services/process/free-port.ts';
import { Machine } from './support/command.ts';

const ONLY = ['--only', 'nats', '--json'];

test('starts a real nats-server on a port, once for all who ask at the same time, and stops it', async () => {
  using machine = new Machine();
  const port = await freePort();
  const args = ['start', ...ONLY, '--nats-port', `${port}`];
  const told = { code: 0, stdout: `{"nats":"nats://127.0.0.1:${port}"}\n`, stderr: '' };
  try {
    expect(await machine.run(['status', ...ONLY])).toMatchObject({ code: 1, stdout: '{"nats":null}\n' });
    expect(await Promise.all(Array.from({ length: 4 }, () => machine.run(args)))).toEqual([told, told, told, told]);
    expect(await machine.run(['start', ...ONLY])).toEqual(told);
    expect(await machine.run(['status', ...ONLY])).toEqual(told);
    const other = await machine.run(['start', ...ONLY, '--nats-port', `${await freePort()}`]);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining(`it runs already on port ${port}`) });
    // One server was started: its log tells of one start, and no lock stayed behind.
    const log = readFileSync(join(machine.servers, 'nats/server.log'), 'utf8');
    expect(log.match(/Starting nats-server/g)).toHaveLength(1);
    expect(readdirSync(machine.servers)).toEqual(['nats']);
  } finally {
    expect(await machine.run(['stop', ...ONLY])).toMatchObject({ code: 0, stdout: '{"nats":true}\n' });
  }
  expect(await machine.run(['stop', ...ONLY])).toMatchObject({ code: 0, stdout: '{"nats":false}\n' });
});

test('tells the servers that one has already, in the shape that scripts read', async () => {
  using machine = new Machine();
  const started = await machine.run(['start', ...ONLY]);
  try {
    const { nats } = JSON.parse(started.stdout) as { nats: string };
    const given = { MILLRACE_NATS: nats, MILLRACE_CASSANDRA: '127.0.0.1:1', MILLRACE_CASSANDRA_DC: 'dc7' };
    const status = await machine.runBare(['status', '--json'], given);
    expect(status).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(status.stdout)).toEqual({ nats, cassandra: null, localDataCenter: 'dc7' });
  } finally {
    await machine.run(['stop', ...ONLY]);
  }
});

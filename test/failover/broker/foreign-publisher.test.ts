import { headers } from '@nats-io/transport-node';
import { describe, expect, test } from 'vitest';
import { OnServer } from '../../connectors/jetstream/on-server.ts';
import { until } from '../../support/process/until.ts';
import { describeWith } from '../../support/servers/describe-with.ts';
import { testNats } from '../../support/servers/nats.ts';
import { Owner } from './owner.ts';

await describeWith(['nats'], 'somebody else publishes to the output stream', () => {
  test('now and then: every result is sent exactly once all the same', async () => {
    const url = await testNats();
    await using server = await OnServer.open(url);
    await using owner = await new Owner(url).start();
    const first = owner.status?.epoch ?? 0;
    for (let i = 0; i < 3; i++) {
      await owner.send(50);
      server.connection.publish(`out.${owner.tenant}.0.statistics`, 'foreign');
      await server.connection.flush();
      await owner.send(50);
      await owner.untilAllTaken();
    }
    expect(owner.status?.epoch).toBeGreaterThan(first);
    expect(owner.messages).toMatch(
      /taken over anew in \d+ ms: log-conflict: record \d+, 'statistics', is not by the runtime/,
    );
    await owner.stop();
    await owner.expectExactlyOnce({ order: false });
  });

  test('without a pause: it is named as what is waited for, and since when', async () => {
    const url = await testNats();
    await using server = await OnServer.open(url);
    await using owner = await new Owner(url).start();
    await owner.send(50);
    const began = Date.now();
    const flood = setInterval(() => server.connection.publish(`out.${owner.tenant}.0.alert`, 'foreign'), 1);
    try {
      await owner.send(50);
      const named = await owner.until('it is named', ({ waitsFor }) => waitsFor?.what.includes("'alert'") === true);
      expect(named).toMatchObject({ phase: 'waiting', waitsFor: { code: 'log-conflict' } });
      const again = await owner.until('it tries again', () => owner.messages.split('taken over anew').length > 3);
      expect(again.waitsFor?.since ?? began).toBeGreaterThanOrEqual(began);
    } finally {
      clearInterval(flood);
    }
    await owner.untilAllTaken();
    await owner.until('nothing keeps it', ({ waitsFor, phase }) => phase === 'running' && waitsFor === null);
    await owner.stop();
    await owner.expectExactlyOnce({ order: false });
  });

  describe('as if it were the runtime:', () => {
    test('an identity of input that never came stops the partition rather than its results', async () => {
      const url = await testNats();
      await using server = await OnServer.open(url);
      await using owner = await new Owner(url).start();
      await owner.send(10);
      await owner.untilAllTaken();
      const forged = headers();
      forged.set('Millrace-Id', '99999.0');
      server.connection.publish(`out.${owner.tenant}.0.statistics`, 'forged', { headers: forged });
      await server.connection.flush();
      await owner.send(10);
      const { error } = await owner.until('it has failed', ({ phase }) => phase === 'failed');
      expect(error).toMatchObject({ code: 'input-lost', what: expect.stringContaining('99999') });
    });

    test('a message that rolls the whole stream up stops it by name', async () => {
      const url = await testNats();
      await using server = await OnServer.open(url);
      await using owner = await new Owner(url).start();
      await owner.send(10);
      await owner.untilAllTaken();
      const wiping = headers();
      wiping.set('Nats-Rollup', 'all');
      await server.connection.request(`out.${owner.tenant}.0.alert`, 'foreign', { headers: wiping, timeout: 5000 });
      await owner.send(10);
      const { error } = await owner.until('it has failed', ({ phase }) => phase === 'failed');
      expect(error).toMatchObject({ code: 'output-lost', what: expect.stringContaining('begins at') });
    });

    test('a progress record that is none stops it by name', async () => {
      const url = await testNats();
      await using server = await OnServer.open(url);
      await using owner = await new Owner(url).start();
      await owner.send(10);
      await owner.untilAllTaken();
      server.connection.publish(`ctl.${owner.tenant}.0.progress`, 'no json');
      await server.connection.flush();
      await owner.send(10);
      const { error } = await owner.until('it has failed', ({ phase }) => phase === 'failed');
      expect(error).toMatchObject({ code: 'output-lost', what: expect.stringContaining('progress record') });
      await until('it is said', () => owner.messages.includes('error: output-lost'));
    });
  });
});

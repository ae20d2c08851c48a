import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { loadConfig, parseConfig } from '../../../config/load.ts';
import type { LoadedConfig } from '../../../config/types.ts';
import { acquireFolderLock } from '../../../connectors/sqlite/folder-lock.ts';
import { connectRuntime, findRuntime } from '../../../runtime/control/find-runtime.ts';
import { OfflineInspection } from '../../../runtime/control/offline-inspection.ts';
import { openInspection } from '../../../runtime/control/open-inspection.ts';
import { Workplace } from '../../support/process/workplace.ts';
import { MemoryControl } from './support/memory-control.ts';
import { serving } from './support/serving.ts';

const TENANTS = '  - { id: customer1, partitions: 2, analytics: [{ use: global-statistics }] }';

/** A configuration without a data folder. */
function shared(listen: string, name = new MemoryControl().status().name): LoadedConfig {
  const lines = ['log: { kind: jetstream }', `name: ${name}`, `api: { listen: "${listen}" }`, 'tenants:', TENANTS];
  return parseConfig(lines.join('\n'), '/etc/millrace/shared.yaml', { environment: {} });
}

describe('the runtime of a configuration with a data folder', () => {
  test('is found by the lock on it', async () => {
    using workplace = new Workplace(TENANTS);
    const config = loadConfig(workplace.config);
    expect(await findRuntime(config)).toBeUndefined();
    expect(await openInspection(config)).toBeInstanceOf(OfflineInspection);
    await expect(connectRuntime(config)).rejects.toMatchObject({
      code: 'runtime-not-running',
      where: `at ${workplace.data}`,
      fix: `start it with \`millrace start ${workplace.config}\``,
    });

    await using api = await serving(new MemoryControl());
    const lock = acquireFolderLock(workplace.data, { name: 'test' });
    await expect(openInspection(config)).rejects.toMatchObject({ code: 'runtime-refused' });
    lock.publish({ api: api.address });
    expect((await connectRuntime(config)).api).toBe(api.address);
    expect(await (await openInspection(config)).partitions()).toHaveLength(3);
    lock.release();
    expect(await findRuntime(config)).toBeUndefined();
  });
});

describe('the runtime of a configuration with a shared log', () => {
  test('is found at the address of its API', async () => {
    await using api = await serving(new MemoryControl());
    for (const host of ['127.0.0.1', '0.0.0.0', 'localhost']) {
      const found = await connectRuntime(shared(`${host}:${api.port}`));
      expect(await found.tenants()).toEqual(new MemoryControl().tenants());
    }
    expect(await (await openInspection(shared(`127.0.0.1:${api.port}`))).partitions()).toHaveLength(3);
  });

  test('is none when nobody listens there, or nobody can know where', async () => {
    const api = await serving(new MemoryControl());
    await api.server.close();
    for (const host of ['127.0.0.1', 'localhost']) {
      const config = shared(`${host}:${api.port}`);
      expect(await findRuntime(config)).toBeUndefined();
      expect(await openInspection(config)).toBeInstanceOf(OfflineInspection);
      await expect(connectRuntime(config)).rejects.toMatchObject({
        code: 'runtime-not-running',
        what: 'no runtime runs',
        where: `at http://${host}:${api.port}`,
      });
    }
    await expect(connectRuntime(shared('127.0.0.1:0'))).rejects.toMatchObject({
      code: 'runtime-not-running',
      fix: 'set api.listen to a port',
    });
  });

  test('is not taken for another one, or for any other server', async () => {
    await using api = await serving(new MemoryControl());
    await expect(findRuntime(shared(`127.0.0.1:${api.port}`, 'mine'))).rejects.toMatchObject({
      code: 'runtime-refused',
      what: expect.stringContaining('not mine'),
    });
    const other = createServer((_, answer) => answer.end('hello')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(findRuntime(shared(`127.0.0.1:${port}`))).rejects.toMatchObject({ code: 'runtime-refused' });
    other.close();
  });
});

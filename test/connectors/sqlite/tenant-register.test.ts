import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tenantsPath } from '../../../connectors/sqlite/paths.ts';
import { SqliteTenantRegister } from '../../../connectors/sqlite/tenant-register.ts';
import { removeFolder, temporaryFolder } from './harness.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

it('creates nothing when it is looked into', async () => {
  const register = new SqliteTenantRegister(folder);
  expect(await register.get('customer1')).toBeUndefined();
  expect(await register.list()).toEqual([]);
  await expect(register.setStopped('customer1', true)).rejects.toMatchObject({ code: 'tenant-unknown' });
  await register.close();
  expect(readdirSync(folder)).toEqual([]);
});

it('is shared by all who have the folder', async () => {
  const [one, other] = [new SqliteTenantRegister(folder), new SqliteTenantRegister(folder)];
  await one.enter('customer1', 4);
  await other.setStopped('customer1', true);
  expect(await one.list()).toEqual([{ id: 'customer1', partitions: 4, stopped: true }]);
  await expect(other.enter('customer1', 1)).rejects.toMatchObject({ code: 'partitions-changed' });
  await Promise.all([one.close(), other.close()]);
});

it('refuses a file that is no register', async () => {
  writeFileSync(tenantsPath(folder), 'not a database, but long enough to be looked at');
  const register = new SqliteTenantRegister(folder);
  await expect(register.enter('customer1', 4)).rejects.toMatchObject({ code: 'register-unusable' });
  expect(existsSync(tenantsPath(folder))).toBe(true);
});

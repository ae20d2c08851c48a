import { expect, test } from 'vitest';
import { DurabilityWatch } from '../../../../runtime/control/durability/watch.ts';
import { until } from '../../../support/process/until.ts';

test('says once what survives, and warns of what does not', async () => {
  const lines: string[] = [];
  const watch = new DurabilityWatch(
    { log: async () => ({ kind: 'sqlite', sync: 'normal' }), store: async () => ({ kind: 'sqlite' }) },
    (level, message) => lines.push(`${level} ${message}`),
  );
  expect(watch.found).toBeUndefined();
  const found = await until('it is known', () => watch.found);
  expect(found).toMatchObject({ powerCut: 'may-lose', store: 'SQLite' });
  await watch.stop();
  expect(lines).toEqual([
    expect.stringMatching(/^info durability: what is acknowledged survives/),
    expect.stringMatching(/^warn durability: a power cut may lose/),
  ]);
});

test('servers that do not answer hold nothing up, and are waited for until the end', async () => {
  const lines: string[] = [];
  const down = async (): Promise<never> => {
    throw new Error('down');
  };
  const watch = new DurabilityWatch({ log: down, store: down }, (level) => lines.push(level));
  await until('it was tried', () => lines.length > 0);
  await watch.stop();
  expect(watch.found).toBeUndefined();
  expect(lines).toEqual(['debug']);
});

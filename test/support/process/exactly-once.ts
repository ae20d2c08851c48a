import { expect } from 'vitest';
import { loadConfig } from '../../../config/load.ts';
import { settingsOf } from '../../../config/settings.ts';
import { referenceResults } from '../reference/reference.ts';
import { spelled } from '../reference/run.ts';
import type { Workplace } from './workplace.ts';

/**
 * Compares every result in a tenant's output logs with a separate computation from its input logs: none missing, none
 * doubled, none different, all in order. Returns how many results there are.
 *
 * @param first the configuration of the first start; changes since then are in the log.
 */
export async function expectExactlyOnce(
  workplace: Workplace,
  tenant: string,
  first: string = workplace.config,
): Promise<number> {
  const config = loadConfig(first).tenants.find(({ id }) => id === tenant);
  if (config === undefined) throw new Error(`no tenant ${tenant}`);
  let results = 0;
  for (let index = 0; index < config.partitions; index++) {
    const records = await workplace.records(tenant, index, 'input');
    const expected = referenceResults({
      records,
      settings: settingsOf(config),
      place: { index, count: config.partitions },
    });
    const found = (await workplace.records(tenant, index, 'output')).filter(({ kind }) => kind !== 'fence');
    const sent = found.map(({ identity, kind, payload }) => ({
      input: identity?.input ?? Number.NaN,
      index: identity?.index ?? Number.NaN,
      output: kind,
      json: Buffer.from(payload).toString('utf8'),
    }));
    expect(spelled(sent)).toEqual(spelled(expected));
    results += found.length;
  }
  return results;
}

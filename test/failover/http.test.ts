import { test } from 'vitest';
import { customersDay, TENANT } from '../support/http/customers-day.ts';
import { Workplace } from '../support/process/workplace.ts';

test('a customer sends and reads by HTTP alone, through kill -9: nothing is lost, nothing comes twice', {
  timeout: 180_000,
}, async () => {
  const seed = Number(process.env.MILLRACE_TEST_SEED ?? Date.now() % 1_000_000);
  using workplace = new Workplace(TENANT, 'checkpoint: { every: 300ms }');
  await customersDay(workplace, async () => workplace.data, seed);
});

import { expect, test } from 'vitest';
import { parseConfig } from '../../../config/load.ts';
import type { TenantConfig } from '../../../config/types.ts';
import { planReload } from '../../../runtime/control/reload-plan.ts';

function tenantOf(id: string, threshold = 3): TenantConfig {
  const text = `tenants: [{ id: ${id}, analytics: [{ use: alarm-window, threshold: ${threshold} }] }]`;
  return parseConfig(text, 'test.yaml').tenants[0] as TenantConfig;
}

test('a reload makes what is new or has changed, and leaves what no longer stands in the file', () => {
  const before = [tenantOf('same'), tenantOf('other'), tenantOf('gone'), tenantOf('added')];
  const configured = new Set(['same', 'other', 'gone']);
  const now = [tenantOf('new'), tenantOf('other', 4), tenantOf('same')];
  expect(planReload(now, before, configured)).toEqual({
    make: [now[0], now[1]],
    changed: ['other'],
    added: ['new'],
    left: ['gone'],
  });
  expect(planReload(before.slice(0, 3), before, configured)).toEqual({ make: [], changed: [], added: [], left: [] });
});

test('a tenant that was added and stands in the file now is taken over by it, as it is', () => {
  const [filed, added] = [tenantOf('filed'), tenantOf('added')];
  expect(planReload([filed, added], [filed, added], new Set(['filed']))).toEqual({
    make: [added],
    changed: ['added'],
    added: [],
    left: [],
  });
});

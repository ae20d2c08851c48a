import { type Problem, valueAt } from './problems.ts';

/** Tokens of tenants that are not there, and tokens that say of nobody who asks. Shows no token. */
export function tokenProblems(value: unknown): Problem[] {
  const tenants = listOf(value, 'tenants').map((tenant) => valueAt(tenant, ['id']));
  const seen = new Set<unknown>();
  return listOf(valueAt(value, ['api']), 'tokens').flatMap((found, index): Problem[] => {
    const problems: Problem[] = [];
    const path = ['api', 'tokens', index];
    const [tenant, token] = [valueAt(found, ['tenant']), valueAt(found, ['token'])];
    if (typeof tenant === 'string' && !tenants.includes(tenant)) {
      const what = `found a token of ${tenant}, which is no tenant here`;
      problems.push({ code: 'config-conflict', path: [...path, 'tenant'], what, fix: 'name one of the tenants' });
    }
    if (typeof token === 'string' && seen.has(token)) {
      const what = 'found a token that another one has, too';
      problems.push({ code: 'config-conflict', path: [...path, 'token'], what, fix: 'give each its own' });
    }
    seen.add(token);
    return problems;
  });
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const found = valueAt(value, [key]);
  return Array.isArray(found) ? found : [];
}

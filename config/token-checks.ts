import { type Problem, valueAt } from './problems.ts';

/** Tokens that say of nobody who asks. A tenant of one may be added later. Shows no token. */
export function tokenProblems(value: unknown): Problem[] {
  const seen = new Set<unknown>();
  return listOf(valueAt(value, ['api']), 'tokens').flatMap((found, index): Problem[] => {
    const problems: Problem[] = [];
    const path = ['api', 'tokens', index];
    const token = valueAt(found, ['token']);
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

import { isMerging, mergingToken } from '../actors/merging.ts';
import { chainingProblems, type WrittenAnalytic } from './chaining-checks.ts';
import { type KeyPath, type Problem, valueAt } from './problems.ts';
import { analyticIds } from './resolve-tenant.ts';

/**
 * Of the analytics that are computed over all partitions: what a critical-rate counts and what others take has to be there, and
 * their ids have to differ in the names of their actors, too.
 */
export function mergingProblems(value: unknown, analytics: KeyPath, count: number): Problem[] {
  const at = (index: number, key: string): unknown => valueAt(value, [...analytics, index, key]);
  const given = Array.from({ length: count }, (_, index) => {
    const id = at(index, 'id');
    return { use: String(at(index, 'use')), id: typeof id === 'string' ? id : undefined };
  });
  const ids = analyticIds(given);
  const all = given.map(({ use }, i): WrittenAnalytic => {
    return { use, by: at(i, 'by'), of: at(i, 'of'), id: ids[i] as string, path: [...analytics, i] };
  });
  const windows = all.filter(({ use }) => use === 'alarm-window').map(({ id }) => id);
  const rates = all.filter(({ use }) => use === 'critical-rate');
  return [
    ...rates.flatMap(({ path }) => nothingToCount(path, valueAt(value, [...path, 'alerts']), windows)),
    ...chainingProblems(all),
    ...sameNames(all.filter(isMerging)),
  ];
}

/** Of a tenant's reports: an alert that triggers them and an archive that they are made of have to be there, and each is made once. */
export function batchProblems(value: unknown, tenant: KeyPath, count: number): Problem[] {
  const path = [...tenant, 'batch'];
  if (valueAt(value, path) === undefined) return [];
  const uses = Array.from({ length: count }, (_, i) => valueAt(value, [...tenant, 'analytics', i, 'use']));
  const problem = (at: KeyPath, what: string, fix: string): Problem => ({
    code: 'config-conflict',
    path: at,
    what,
    fix,
  });
  const problems: Problem[] = [];
  if (!uses.includes('critical-rate')) {
    const what = 'found no critical-rate whose alerts could trigger reports';
    problems.push(problem([...path, 'on'], what, 'add one to the analytics of this tenant, or remove batch'));
  }
  const rollups = [...tenant, 'archive', 'rollups'];
  if (valueAt(value, rollups) === false) {
    const what = 'found no roll-ups, of which the reports of batch are made';
    problems.push(problem(rollups, what, 'remove rollups: false, or batch'));
  }
  const reports = valueAt(value, [...path, 'reports']);
  const twice: unknown = Array.isArray(reports) ? reports.find((one, i) => reports.indexOf(one) !== i) : undefined;
  if (twice !== undefined)
    problems.push(problem([...path, 'reports'], `found ${twice} twice`, 'name each report once'));
  return problems;
}

function nothingToCount(path: KeyPath, alerts: unknown, windows: readonly string[]): Problem[] {
  if (windows.length === 0) {
    const what = 'found no alarm-window whose alerts it could count';
    return [{ code: 'config-conflict', path, what, fix: 'add one to the analytics of this tenant' }];
  }
  const missing: unknown = Array.isArray(alerts) ? alerts.find((id) => !windows.includes(id)) : undefined;
  if (missing === undefined) return [];
  const fix = `name some of ${windows.join(', ')}`;
  return [{ code: 'config-conflict', path: [...path, 'alerts'], what: `found no alarm-window ${missing}`, fix }];
}

function sameNames(merging: readonly WrittenAnalytic[]): Problem[] {
  const seen = new Map<string, string>();
  return merging.flatMap(({ id, path }): Problem[] => {
    const first = seen.get(mergingToken(id));
    seen.set(mergingToken(id), first ?? id);
    if (first === undefined || first === id) return [];
    const what = `found the ids ${first} and ${id}, which differ in - and _ alone`;
    return [{ code: 'config-conflict', path: [...path, 'id'], what, fix: 'give one of them another id' }];
  });
}

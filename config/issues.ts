import type { z } from 'zod';
import { isWithin, type KeyPath, type Problem, valueAt } from './problems.ts';
import { type Complaint, complaintsOf } from './schema/complaint.ts';
import { isSecret } from './secrets.ts';
import type { FromOutside } from './types.ts';

type Issue = z.core.$ZodIssue;

/** What zod's issues say about a configuration, in words. Values from the environment and from files are not shown. */
export function problemsOf(issues: readonly Issue[], value: unknown, hidden: readonly FromOutside[]): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, [], value, hidden));
}

function problemsOfIssue(
  issue: Issue,
  above: KeyPath,
  value: unknown,
  hidden: readonly FromOutside[],
): readonly Problem[] {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
  const complaints = complaintsOf(issue.message);
  const words = (complaint: Complaint, at: KeyPath): Problem => ({
    code: complaint.code ?? 'config-invalid',
    path: at,
    what: `found ${found(at, value, hidden, complaint.found)} but wanted ${complaint.wanted}`,
    fix: complaint.fix,
  });
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key, index) => {
      const complaint = complaints[index] as Complaint;
      const problem = words(complaint, [...path, key]);
      const what = `found ${key} but wanted ${complaint.wanted}`;
      return { ...problem, what: complaint.code === undefined ? `found the unknown key ${key}` : what };
    });
  }
  const complaint = complaints[0] as Complaint;
  const tells = complaint.tells;
  if (issue.code !== 'invalid_union' || tells === undefined) return [words(complaint, path)];
  // The one option whose telling key is right is the one that was meant.
  const meant = issue.errors.find((option) => option.every(({ path: at }) => at.length !== 1 || at[0] !== tells));
  if (meant !== undefined) return meant.flatMap((inner) => problemsOfIssue(inner, path, value, hidden));
  return [words(complaint, path.at(-1) === tells ? path : [...path, tells])];
}

function found(path: KeyPath, value: unknown, hidden: readonly FromOutside[], known?: string): string {
  const secret = hidden.find((candidate) => isWithin(candidate.path, path));
  if (secret !== undefined) return `the value of ${secret.text}`;
  if (known === undefined && isSecret(path) && valueAt(value, path) !== undefined) return 'a value that is not shown';
  return known ?? describe(valueAt(value, path), String(path.at(-1) ?? 'configuration'));
}

function describe(value: unknown, key: string): string {
  if (value === undefined) return `no ${key}`;
  if (value === null) return 'nothing';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value)}`;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `the list ${shown(value)}`;
  return Object.keys(value).length === 0
    ? 'an empty group of keys'
    : `the group of keys ${Object.keys(value).join(', ')}`;
}

function shown(list: readonly unknown[]): string {
  const text = JSON.stringify(list);
  return text.length > 60 ? `of ${list.length}` : text;
}

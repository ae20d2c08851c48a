import { isKeyToken } from '../../actors/key.ts';
import { MillraceError } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import { type ActorQuery, type SortName, sortNames } from '../inspection/actor-query.ts';

/** Rows on a page when nobody says how many. */
export const DEFAULT_LIMIT = 100;

const names = [
  'tenant',
  'station',
  'sensor',
  'alarm',
  'active',
  'sort',
  'order',
  'descending',
  'offset',
  'limit',
] as const;
type Name = (typeof names)[number];

/** A query of actors as text: `station=1,2&active=true&sort=events&order=descending&offset=20&limit=20`. */
export type QueryText = Readonly<Record<string, unknown>>;

/**
 * Reads a query; station, sensor and alarm are lists with commas. Defaults: all actors by key, the first 100.
 *
 * @throws query-invalid.
 */
export function queryOf(text: QueryText): { query: ActorQuery; tenant?: string } {
  const values = new Map<Name, string>();
  for (const [name, value] of Object.entries(text)) {
    if (!isName(name)) throw invalid(`there is no parameter ${name}`, name, `use ${names.join(', ')}`);
    if (value !== undefined) values.set(name, String(value));
  }
  const active = flagOf(values, 'active');
  const query: ActorQuery = {
    ...tokensOf(values, 'station'),
    ...tokensOf(values, 'sensor'),
    ...tokensOf(values, 'alarm'),
    ...(active === undefined ? {} : { isActive: active }),
    sort: sortOf(values.get('sort') ?? 'key'),
    descending: isDescending(values),
    offset: wholeOf(values, 'offset', 0, 0, Number.MAX_SAFE_INTEGER),
    limit: wholeOf(values, 'limit', DEFAULT_LIMIT, 1, limits.pageRows),
  };
  const tenant = values.get('tenant');
  return tenant === undefined ? { query } : { query, tenant };
}

/** The inverse of {@link queryOf}. */
export function textOf(query: ActorQuery, tenant?: string): Record<string, string> {
  const { station, sensor, alarm, isActive, sort, descending, offset, limit } = query;
  return {
    ...(tenant === undefined ? {} : { tenant }),
    ...(station === undefined ? {} : { station: station.join(',') }),
    ...(sensor === undefined ? {} : { sensor: sensor.join(',') }),
    ...(alarm === undefined ? {} : { alarm: alarm.join(',') }),
    ...(isActive === undefined ? {} : { active: String(isActive) }),
    sort,
    descending: String(descending),
    offset: String(offset),
    limit: String(limit),
  };
}

function isName(name: string): name is Name {
  return (names as readonly string[]).includes(name);
}

function tokensOf(values: ReadonlyMap<Name, string>, name: 'station' | 'sensor' | 'alarm') {
  const text = values.get(name);
  if (text === undefined) return {};
  const tokens = text.split(',');
  const wrong = tokens.find((token) => !isKeyToken(token));
  if (wrong === undefined) return { [name]: tokens };
  throw invalid(
    `${JSON.stringify(wrong)} is no ${name}`,
    name,
    'give numbers with commas between them, such as 141,142',
  );
}

function flagOf(values: ReadonlyMap<Name, string>, name: 'active' | 'descending'): boolean | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalid(`${name} is ${JSON.stringify(text)}`, name, 'give true or false');
}

function isDescending(values: ReadonlyMap<Name, string>): boolean {
  const order = values.get('order') ?? 'ascending';
  if (order !== 'ascending' && order !== 'descending') {
    throw invalid(`order is ${JSON.stringify(order)}`, 'order', 'give ascending or descending');
  }
  return flagOf(values, 'descending') ?? order === 'descending';
}

function sortOf(text: string): SortName {
  const name = sortNames.find((known) => known === text);
  if (name !== undefined) return name;
  throw invalid(`actors cannot be sorted by ${JSON.stringify(text)}`, 'sort', `give ${sortNames.join(', ')}`);
}

function wholeOf(
  values: ReadonlyMap<Name, string>,
  name: Name,
  otherwise: number,
  least: number,
  most: number,
): number {
  const text = values.get(name);
  if (text === undefined) return otherwise;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw invalid(`${name} is ${JSON.stringify(text)}`, name, `give a whole number from ${least} to ${most}`);
}

function invalid(what: string, name: string, fix: string): MillraceError {
  return new MillraceError('query-invalid', { what, where: `parameter ${name}`, fix });
}

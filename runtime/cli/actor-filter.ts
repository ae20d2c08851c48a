import { InvalidArgumentError } from 'commander';
import { isKeyToken } from '../../actors/key.ts';
import type { ActorQuery } from '../inspection/actor-query.ts';

/** Which actors a person wants. */
export type ActorFilter = Pick<ActorQuery, 'station' | 'sensor' | 'alarm' | 'isActive'>;

/** Reads `141,142`. Throws commander's `InvalidArgumentError`. */
export function readTokens(text: string): readonly string[] {
  const tokens = text.split(',');
  if (tokens.every(isKeyToken)) return tokens;
  throw new InvalidArgumentError('give numbers with commas between them, such as 141,142');
}

/**
 * Reads `station=1161115040,sensor=141,active=true`; a name given again allows one value more. Throws commander's
 * `InvalidArgumentError`.
 */
export function readWhere(text: string, before: ActorFilter = {}): ActorFilter {
  return text.split(',').map(readCondition).reduce(joined, before);
}

function readCondition(condition: string): ActorFilter {
  const [name, value = '', ...rest] = condition.split('=');
  if (rest.length === 0) {
    if (name === 'active' && (value === 'true' || value === 'false')) return { isActive: value === 'true' };
    if ((name === 'station' || name === 'sensor' || name === 'alarm') && isKeyToken(value)) return { [name]: [value] };
  }
  throw new InvalidArgumentError('give station, sensor, alarm or active, such as station=1161115040,active=true');
}

/** Both filters as one: lists of the same name become one list. */
export function joined(a: ActorFilter, b: ActorFilter): ActorFilter {
  const lists = (['station', 'sensor', 'alarm'] as const).flatMap((name) => {
    const tokens = [...(a[name] ?? []), ...(b[name] ?? [])];
    return tokens.length === 0 ? [] : [[name, tokens] as const];
  });
  const isActive = b.isActive ?? a.isActive;
  return { ...Object.fromEntries(lists), ...(isActive === undefined ? {} : { isActive }) };
}

/**
 * A deep copy of plain data: objects, arrays, Maps, Sets, Dates, typed arrays, primitives. What `structuredClone` does for
 * the same values, at a fraction of its cost; anything else (a function, a class of the user's) is refused.
 *
 * @throws TypeError naming what cannot be copied.
 */
export function clonePlain<T>(value: T): T {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`a ${typeof value} is no plain data`);
  if (typeof value !== 'object' || value === null) return value;
  return cloneObject(value) as T;
}

function cloneObject(value: object): object {
  if (Array.isArray(value)) return value.map(clonePlain);
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, clonePlain(inner)]));
  }
  if (value instanceof Map) return new Map([...value].map(([key, inner]) => [clonePlain(key), clonePlain(inner)]));
  if (value instanceof Set) return new Set([...value].map(clonePlain));
  if (value instanceof Date || ArrayBuffer.isView(value)) return structuredClone(value);
  throw new TypeError(`a ${prototype.constructor?.name ?? 'value'} is no plain data`);
}

/** Deeper than any state that is meant: what goes round in a circle has no end. */
const DEEPEST = 500;

/**
 * What of a value is not plain data, as `.last is a BtsEvent`; undefined when all of it is, so that {@link clonePlain} copies it and a
 * checkpoint gives it back.
 */
export function unplainIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return ` is a ${typeof value}`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > DEEPEST) return ' goes round in a circle, or is too deep';
  if (value instanceof Map) return unplainOf([...value.keys(), ...value.values()], depth);
  if (value instanceof Set) return unplainOf([...value], depth);
  if (Array.isArray(value)) return unplainOf(value, depth);
  if (value instanceof Date || ArrayBuffer.isView(value)) return undefined;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return ` is a ${prototype.constructor?.name ?? 'value'}`;
  for (const name of Object.keys(value)) {
    const found = unplainIn((value as Record<string, unknown>)[name], depth + 1);
    if (found !== undefined) return depth > 3 ? found : `.${name}${found}`;
  }
  return undefined;
}

function unplainOf(values: readonly unknown[], depth: number): string | undefined {
  for (const value of values) {
    const found = unplainIn(value, depth + 1);
    if (found !== undefined) return depth > 3 ? found : `[..]${found}`;
  }
  return undefined;
}

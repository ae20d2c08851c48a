import { messageOf } from '../runtime/base/errors.ts';
import type { StateSpec } from './state.ts';

/** Why plain JSON cannot be a state of this form; '' when it can. A number that is none is null in JSON. */
export function misfitOf<S>(spec: StateSpec<S>, given: unknown): string {
  if (kindOf(given) !== 'object') return `it is ${kindOf(given)} and has to be an object`;
  const fields = given as Record<string, unknown>;
  return spec.kind === 'numbers' ? misfitOfNumbers(Object.keys(spec.fields), fields) : misfitOfObject(spec, fields);
}

function misfitOfNumbers(names: readonly string[], given: Record<string, unknown>): string {
  const missing = names.find((name) => !Object.hasOwn(given, name));
  if (missing !== undefined) return `it has no ${missing}`;
  const foreign = Object.keys(given).find((name) => !names.includes(name));
  if (foreign !== undefined) return `it has ${foreign}, and the state has ${names.join(', ')}`;
  const wrong = names.find((name) => typeof given[name] !== 'number' && given[name] !== null);
  return wrong === undefined ? '' : `${wrong} is ${kindOf(given[wrong])} and has to be a number`;
}

/** An actor's first state says what is in each; fields that come later may be any. */
function misfitOfObject(spec: { readonly initial: () => unknown }, given: Record<string, unknown>): string {
  let initial: Record<string, unknown>;
  try {
    initial = spec.initial() as Record<string, unknown>;
  } catch (thrown) {
    return `the analytic makes no first state to hold it against: ${messageOf(thrown)}`;
  }
  for (const [name, first] of Object.entries(initial)) {
    const kind = kindOf(first);
    if (kind === 'undefined' || kind === 'null') continue;
    if (!JSON_KINDS.has(kind)) return `${name} is a ${kind}, which JSON cannot hold`;
    if (!Object.hasOwn(given, name)) return `it has no ${name}`;
    if (kindOf(given[name]) !== kind) return `${name} is ${kindOf(given[name])} and has to be of kind ${kind}`;
  }
  return '';
}

const JSON_KINDS = new Set(['object', 'array', 'string', 'number', 'boolean']);

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'object') return typeof value;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? 'object' : value.constructor.name;
}

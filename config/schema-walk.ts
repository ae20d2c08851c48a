import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { leafDocs, spokenDefaults } from './schema/docs.ts';

/** A group of keys in the configuration. */
export interface Group {
  /** `tenants[].analytics[]`; empty at the top. */
  readonly path: string;
  /** What tells this form of the group from its others: `use: alarm-window`; empty when it has one form. */
  readonly form: string;
  readonly about: string;
  readonly keys: readonly Key[];
}

export interface Key {
  readonly name: string;
  /** What may stand there. */
  readonly wanted: string;
  /** The default in words; `required`, or empty when the key may be left out. */
  readonly default: string;
  readonly about: string;
}

/** A group and the form of the one around it. */
interface Walked extends Group {
  readonly within: string;
}

/**
 * Every group of keys of a schema, each before those within it, and those that several forms share once. Groups that
 * differ by the form of the one around them carry its form.
 */
export function groupsOf(schema: z.core.$ZodType): Group[] {
  const groups = new Map<string, Group>();
  const walked = walk(schema);
  for (const { within, ...group } of walked) {
    const isShared = walked.every(
      (other) => placeOf(other) !== placeOf(group) || isDeepStrictEqual(other.keys, group.keys),
    );
    const own = isShared ? group : { ...group, form: within };
    groups.set(placeOf(own), own);
  }
  return [...groups.values()];
}

function placeOf({ path, form }: Group): string {
  return `${path} ${form}`;
}

function walk(schema: z.core.$ZodType, path = '', about = '', within = ''): Walked[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return walk(inner.element, `${path}[]`, about, within);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => walk(option, path, about, within));
  if (!(inner instanceof z.ZodObject) || leafDocs.get(inner)) return [];
  const shape: Record<string, z.core.$ZodType> = inner.shape;
  const entries = Object.entries(shape);
  const teller = entries.find(([, value]) => tellsForm(value));
  const form = teller === undefined ? '' : `${teller[0]}: ${wantedOf(teller[1])}`;
  const own = {
    path,
    form,
    within,
    about: teller === undefined ? about : aboutOf(teller[1]),
    keys: entries.map(keyOf),
  };
  return [own, ...entries.flatMap(([name, value]) => nested(value, path === '' ? name : `${path}.${name}`, form))];
}

function nested(value: z.core.$ZodType, path: string, within: string): Walked[] {
  return isLeaf(value) ? [] : walk(value, path, aboutOf(value), within);
}

function keyOf([name, value]: [string, z.core.$ZodType]): Key {
  const about = tellsForm(value) ? 'Chooses this form.' : aboutOf(value);
  return { name, wanted: wantedOf(value), default: defaultOf(value), about };
}

/** The keys whose value chooses a form: `kind`, and `use` and `format` where they are fixed or a module's path. */
function tellsForm(value: z.core.$ZodType): boolean {
  if (value instanceof z.ZodPrefault && typeof value.def.defaultValue === 'string')
    return tellsForm(value.def.innerType);
  const wanted = leafDocs.get(value as z.ZodType)?.wanted ?? '';
  return value instanceof z.ZodLiteral || wanted.startsWith('a path that starts with');
}

function wantedOf(value: z.core.$ZodType): string {
  const leaf = leafOf(value);
  if (leaf !== undefined) return leaf;
  const inner = unwrap(value);
  if (inner instanceof z.ZodArray) return 'a list, see below';
  return 'a group of keys, see below';
}

function defaultOf(value: z.core.$ZodType): string {
  const spoken = spokenDefaults.get(value as z.ZodType)?.text;
  if (spoken !== undefined) return spoken;
  if (value instanceof z.ZodPrefault) {
    const given: unknown = value.def.defaultValue;
    if (typeof given !== 'object' || given === null) return `\`${String(given)}\``;
    const words = Object.entries(given).map(([key, inner]) => `${key}: ${inner}`);
    return words.length === 0 ? 'its own defaults' : `\`{ ${words.join(', ')} }\``;
  }
  return value instanceof z.ZodOptional ? '' : 'required';
}

function aboutOf(value: z.core.$ZodType): string {
  return z.globalRegistry.get(value)?.description ?? '';
}

function isLeaf(value: z.core.$ZodType): boolean {
  return leafOf(value) !== undefined;
}

/** What a leaf accepts, looked for through defaults, options and transforms. */
function leafOf(value: z.core.$ZodType): string | undefined {
  const here = leafDocs.get(value as z.ZodType)?.wanted;
  if (here !== undefined) return here;
  if (value instanceof z.ZodPrefault || value instanceof z.ZodOptional) return leafOf(value.def.innerType);
  return value instanceof z.ZodPipe ? leafOf(value.def.in) : undefined;
}

function unwrap(value: z.core.$ZodType): z.core.$ZodType {
  if (value instanceof z.ZodPrefault || value instanceof z.ZodOptional) return unwrap(value.def.innerType);
  return value instanceof z.ZodPipe ? unwrap(value.def.in) : value;
}

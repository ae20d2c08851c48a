import { z } from 'zod';
import { anyOf, type Complaint, complain, correction } from './complaint.ts';
import { leafDocs } from './docs.ts';

/** Keys that belong to another form of a section: the form's name here, and what to do about each of them. */
export interface Misplaced {
  readonly in: string;
  readonly keys: Readonly<Record<string, string>>;
}

/** A group of keys; every other key is refused, with the nearest one or with what to do about a misplaced one. */
export function section<S extends z.core.$ZodLooseShape>(shape: S, misplaced?: Misplaced) {
  const keys = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys')
        return complain(...issue.keys.map((key) => unknownKey(key, keys, misplaced)));
      return complain({ wanted: 'a group of keys', fix: howToFill(shape) });
    },
  });
}

function howToFill(shape: z.core.$ZodLooseShape): string {
  const keys = Object.keys(shape);
  const required = keys.filter((key) => !z.safeParse(shape[key], undefined).success);
  if (required.length > 0) return `write at least ${required.join(', ')} below it`;
  return `write some of ${keys.join(', ')} below it, or {} for the defaults`;
}

function unknownKey(key: string, keys: readonly string[], misplaced: Misplaced | undefined): Complaint {
  const fix = misplaced !== undefined && Object.hasOwn(misplaced.keys, key) ? misplaced.keys[key] : undefined;
  if (misplaced !== undefined && fix !== undefined)
    return { code: 'config-conflict', wanted: `none ${misplaced.in}`, fix };
  return { wanted: 'a known key', fix: correction(key, keys).replace('write', 'use') };
}

/** Complains of a union of sections told apart by one key: of the key's value, or of what is no group at all. */
export function choice(tells: string, words: readonly string[], wanted: string, more = '') {
  return ({ input }: { readonly input?: unknown }): string => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      return complain({
        wanted: `a group of keys with ${tells}`,
        fix: `write ${tells}: ${words[0]} and its other keys below it`,
      });
    }
    if (!Object.hasOwn(input, tells)) return complain({ tells, wanted, fix: `add ${tells}: ${anyOf(words)}${more}` });
    const found: unknown = Reflect.get(input, tells);
    return complain({ tells, wanted, fix: `${correction(found, words)}${more}` });
  };
}

/** The word that tells a section from the others of a choice, and what this one is. */
export function kindOf<const K extends string>(name: K, about: string) {
  const schema = z.literal(name).describe(about);
  leafDocs.add(schema, { wanted: name });
  return schema;
}

/** A list of at least one. */
export function some<S extends z.ZodType>(item: S, of: string, fix: string) {
  const error = complain({ wanted: `a list of at least one ${of}`, fix });
  return z.array(item, { error }).min(1, { error });
}

import { z } from 'zod';
import { anyOf, complain, correction } from './complaint.ts';
import { leafDocs } from './docs.ts';

/** Text that matches a pattern. */
export function text(pattern: RegExp, wanted: string, fix: string) {
  const error = complain({ wanted, fix });
  const schema = z.string({ error }).regex(pattern, { error });
  leafDocs.add(schema, { wanted });
  return schema;
}

/** A path of a file or folder; a relative one starts at the configuration file's folder. */
export function path(what: string, example: string) {
  return text(/\S/, `the path of ${what}`, `write for example ${example}`);
}

/** One of some words. */
export function word<const W extends readonly [string, ...string[]]>(words: W) {
  const wanted = anyOf(words);
  const schema = z.enum(words, { error: ({ input }) => complain({ wanted, fix: correction(input, words) }) });
  leafDocs.add(schema, { wanted });
  return schema;
}

/** A whole number from `min` to `max`, both included. */
export function integer(min: number, max: number, example: number) {
  const wanted =
    max === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${min}` : `a whole number from ${min} to ${max}`;
  const error = complain({ wanted, fix: `write for example ${example}` });
  const schema = z.int({ error }).min(min, { error }).max(max, { error });
  leafDocs.add(schema, { wanted });
  return schema;
}

/** A probability. */
export function probability(example: number) {
  return decimal(0, 1, example);
}

/** A number from `min` to `max`, both included. */
export function decimal(min: number, max: number, example: number) {
  const wanted = `a number from ${min} to ${max}`;
  const error = complain({ wanted, fix: `write for example ${example}` });
  const schema = z.number({ error }).min(min, { error }).max(max, { error });
  leafDocs.add(schema, { wanted });
  return schema;
}

/** `true` or `false`. */
export function truth() {
  const wanted = 'true or false';
  const schema = z.boolean({ error: complain({ wanted, fix: 'write true or false, without quotes' }) });
  leafDocs.add(schema, { wanted });
  return schema;
}

/** A list of ids of analytics, one at least. @param otherwise what to do where none is meant. */
export function idsOf(whose: string, otherwise: string) {
  const wanted = `a list of ids of ${whose}`;
  const schema = z
    .array(z.string(), { error: complain({ wanted, fix: 'write for example [alarm-window]' }) })
    .min(1, { error: complain({ wanted, fix: `name at least one, or ${otherwise}` }) });
  leafDocs.add(schema, { wanted });
  return schema;
}

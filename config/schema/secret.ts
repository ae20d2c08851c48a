import type { z } from 'zod';
import { type Complaint, complain } from './complaint.ts';
import { defaultsTo } from './docs.ts';
import { text } from './leaves.ts';

/** How the file takes a variable: `${env:NAME}`. */
export function fromVariable(name: string): string {
  return `\${env:${name}}`;
}

/** How the file takes the text of a file: `${file:PATH}`. @param variable the name of a variable for the same. */
export function fromFile(variable: string): string {
  return `\${file:/run/secrets/${variable.toLowerCase().replaceAll('_', '-')}}`;
}

/** What a secret is told as. */
export function aboutSecret(about: string): string {
  return `${about}, as \`${fromVariable('NAME')}\` or \`${fromFile('NAME')}\`: it may not stand in the file.`;
}

/** An optional text that may not stand in the file. @param variable a name for the variable that holds it. */
export function secret(about: string, kind: 'password' | 'token', variable: string) {
  const schema = text(
    /\S/,
    `a ${kind} from the environment or a file`,
    `write ${fromVariable(variable)}, or ${fromFile(variable)}`,
  ).optional();
  return defaultsTo(schema.describe(aboutSecret(about)), 'none');
}

/** An optional name that goes with a secret. */
export function nameOf(what: string, about: string) {
  return defaultsTo(
    text(/\S/, `the name of a ${what}`, 'write for example millrace').optional().describe(about),
    'none',
  );
}

/** Refuses a key of a group together with others. */
export function refuse(context: z.RefinementCtx, key: string, complaint: Omit<Complaint, 'code'>): void {
  context.addIssue({ code: 'custom', path: [key], message: complain({ code: 'config-conflict', ...complaint }) });
}

/** Refuses one of two keys without the other. @param fix how to add the second. */
export function refuseHalves(
  found: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx,
  [one, other]: readonly [string, string],
  fix?: string,
): void {
  refuseHalf(found, context, [one, other], fix);
  refuseHalf(found, context, [other, one]);
}

function refuseHalf(
  found: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx,
  [one, other]: readonly [string, string],
  fix = `add ${other}, or remove ${one}`,
): void {
  if (found[one] !== undefined && found[other] === undefined)
    refuse(context, one, { found: `${one} without ${other}`, wanted: 'both or none', fix });
}

import { localDataCenter } from './given.ts';
import type { Options, Part } from './options.ts';
import { startPart, statusOf, stopPart } from './parts.ts';

/** What a command has to say and the code it exits with. */
export interface Answer {
  readonly text: string;
  readonly code: 0 | 1;
}

/** Does what the command line asks for. Throws a MillraceError, or an AggregateError of one for each server. */
export async function perform(options: Options): Promise<Answer> {
  if (options.verb === 'stop') return await stop(options);
  // When one fails the other is not left half started.
  const settled = await Promise.allSettled(
    options.parts.map(async (part) => [part, await ask(part, options)] as const),
  );
  const failures = settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures);
  const found = settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const code = found.some(([, address]) => address === null) ? 1 : 0;
  return { text: options.json ? jsonOf(found) : textOf(found), code };
}

type Found = readonly (readonly [Part, string | null])[];

async function ask(part: Part, options: Options): Promise<string | null> {
  return options.verb === 'start' ? await startPart(part, options) : await statusOf(part, options);
}

async function stop(options: Options): Promise<Answer> {
  const stopped = await Promise.all(options.parts.map(async (part) => [part, await stopPart(part, options)] as const));
  if (options.json) return { text: JSON.stringify(Object.fromEntries(stopped)), code: 0 };
  return { text: stopped.map(([part, was]) => `${part}: ${was ? 'stopped' : 'did not run'}`).join('\n'), code: 0 };
}

function jsonOf(found: Found): string {
  const hasCassandra = found.some(([part]) => part === 'cassandra');
  return JSON.stringify({ ...Object.fromEntries(found), ...(hasCassandra && { localDataCenter: localDataCenter() }) });
}

function textOf(found: Found): string {
  return found.map(([part, address]) => `${part}: ${spelled(part, address)}`).join('\n');
}

function spelled(part: Part, address: string | null): string {
  if (address === null) return 'does not run';
  return part === 'nats' ? address : `${address}, data centre ${localDataCenter()}`;
}

import { MillraceError } from '../base/errors.ts';
import type { Origin } from './inspection.ts';

/** There is nothing to look into. @param file the configuration's. */
export function noData(folder: string, file: string): MillraceError {
  return new MillraceError('runtime-not-running', {
    what: 'no runtime runs, and none has run before: there is no data yet',
    where: `at ${folder}`,
    fix: `start it with \`millrace start ${file}\``,
  });
}

/** No checkpoint that was looked into has the key, or one could not be looked into. */
export function notFound(key: string, tenant: string | undefined, origins: readonly Origin[]): MillraceError {
  const where = `the last checkpoints of ${tenant === undefined ? 'all tenants' : `tenant ${tenant}`}`;
  const unusable = origins.find(({ checkpoint, notes }) => checkpoint === null && notes.length > 0);
  if (unusable !== undefined) {
    const what = `no checkpoint of partition ${unusable.tenant}/${unusable.partition} can be used (${unusable.notes[0]})`;
    return new MillraceError('checkpoint-unusable', { what, where, fix: 'start the runtime to see what it can do' });
  }
  const fix = 'list the actors with `millrace actors`; what came after the checkpoints is seen when the runtime runs';
  return new MillraceError('actor-not-found', { what: `no actor has the key ${key}`, where, fix });
}

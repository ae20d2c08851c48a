import { hasIngest, INGEST, type LogName } from '../log.ts';

/**
 * Names on NATS, so that any client can take part. A key's tokens are its numbers; a partition is its number, or `ingest`.
 *
 *     in.<tenant>                              events without a key in their subject, to IN_<tenant>
 *     in.<tenant>.<key tokens>                 events of one key; stored with the partition before the tokens
 *     sys.<tenant>.<partition>.<kind>          ticks and changed settings
 *     mid.<tenant>.<partition>.<key tokens>    what the ingest stage passes on
 *     out.<tenant>.<partition>.<output>...     results, to OUT_<tenant>_<partition>
 *     ctl.<tenant>.<partition>.<kind>          fences and progress records
 */

/** Tokens of a key: station, sensor, alarm. */
const KEY_TOKENS = 3;
const KEY = /^\d+(-\d+){2}$/;

export function streamOf({ tenant, partition, direction }: LogName): string {
  return direction === 'input' ? `IN_${tenant}` : `OUT_${tenant}_${partition}`;
}

/** Subjects of the records of one log among those of its stream. */
export function filtersOf({ tenant, partition, count, direction }: LogName): string[] {
  if (direction === 'output')
    return [`out.${tenant}.${partition}.>`, `ctl.${tenant}.${partition}.*`, ...mids(tenant, partition)];
  const own = [`sys.${tenant}.${partition}.*`];
  if (partition === INGEST) return [`in.${tenant}`, ...own];
  const keyed = `in.${tenant}.${partition}${'.*'.repeat(KEY_TOKENS)}`;
  return hasIngest(count) ? [keyed, ...own] : [`in.${tenant}`, keyed, ...own];
}

/** Whether a subject is one of those that the filters stand for. */
export function matches(subject: string, filters: readonly string[]): boolean {
  const tokens = subject.split('.');
  return filters.some((filter) => {
    const wanted = filter.split('.');
    const rest = wanted.at(-1) === '>';
    const fixed = rest ? wanted.slice(0, -1) : wanted;
    if (rest ? tokens.length < wanted.length : tokens.length !== wanted.length) return false;
    return fixed.every((token, i) => token === '*' || token === tokens[i]);
  });
}

/** Subjects that a tenant's input stream takes from its publishers. */
export function inputSubjects(tenant: string): string[] {
  return [`in.${tenant}`, `in.${tenant}${'.*'.repeat(KEY_TOKENS)}`, `sys.${tenant}.*.*`];
}

/** How the broker maps a key to its partition: FNV-1a of the tokens. */
export function partitioning(tenant: string, count: number): { src: string; dest: string } {
  const tokens = Array.from({ length: KEY_TOKENS }, (_, i) => i + 1);
  const kept = tokens.map((token) => `{{wildcard(${token})}}`).join('.');
  return {
    src: `in.${tenant}${'.*'.repeat(KEY_TOKENS)}`,
    dest: `in.${tenant}.{{partition(${count},${tokens.join(',')})}}.${kept}`,
  };
}

/** How what the ingest stage passes on becomes input. */
export function passing(tenant: string): { src: string; dest: string } {
  const tokens = Array.from({ length: KEY_TOKENS + 1 }, (_, i) => `{{wildcard(${i + 1})}}`);
  return { src: `mid.${tenant}${'.*'.repeat(KEY_TOKENS + 1)}`, dest: `in.${tenant}.${tokens.join('.')}` };
}

/** Whether a key can stand in a subject. */
export function isPlainKey(key: string): boolean {
  return KEY.test(key);
}

/** A key's tokens as the end of a subject, with a dot before; nothing for one that cannot stand there. */
export function keyEnd(key: string): string {
  return isPlainKey(key) ? `.${key.replaceAll('-', '.')}` : '';
}

function mids(tenant: string, partition: LogName['partition']): string[] {
  return partition === INGEST ? [`mid.${tenant}.>`] : [];
}

import { hasIngest, INGEST, isMerged, type LogName, MERGED_KINDS, PARTIAL } from '../log.ts';

/**
 * Names on NATS, so that any client can take part. A key's tokens are its numbers; a partition is its number, or `ingest`.
 *
 *     in.<tenant>                              events without a key in their subject, to IN_<tenant>
 *     in.<tenant>.<key tokens>                 events of one key; stored with the partition before the tokens
 *     sys.<tenant>.<partition>.<kind>          ticks, changed settings, redrives, repairs
 *     mid.<tenant>.<partition>.<key tokens>    what the ingest stage passes on
 *     out.<tenant>.<partition>.<output>...     results, to OUT_<tenant>_<partition>
 *     ctl.<tenant>.<partition>.<kind>          fences, progress records, and results that only go on to the merge stage
 *     mrg.<tenant>.<partition>.<output>...     copies of results that the merge stage takes, in MERGE_<tenant>
 *     mrg.<tenant>.sys.<kind>                  its ticks, changed settings and batch reports
 */

/** Tokens of a key: station, sensor, alarm. */
const KEY_TOKENS = 3;
const KEY = /^\d+(-\d+){2}$/;

export function streamOf(name: LogName): string {
  const { tenant, partition, direction } = name;
  if (isMerged(name)) return `MERGE_${tenant}`;
  return direction === 'input' ? `IN_${tenant}` : `OUT_${tenant}_${partition}`;
}

/** Subjects of the records of one log among those of its stream. */
export function filtersOf(name: LogName): string[] {
  const { tenant, partition, count, direction } = name;
  if (isMerged(name)) return [`mrg.${tenant}.>`];
  if (direction === 'output')
    return [`out.${tenant}.${partition}.>`, `ctl.${tenant}.${partition}.*`, ...mids(tenant, partition)];
  const own = [`sys.${tenant}.${partition}.*`];
  if (partition === INGEST) return [`in.${tenant}`, ...own];
  const keyed = `in.${tenant}.${partition}${'.*'.repeat(KEY_TOKENS)}`;
  return hasIngest(count) ? [keyed, ...own] : [`in.${tenant}`, keyed, ...own];
}

/**
 * What a consumer of one log is to filter by. nats-server looks for the next message by going through all subjects of a block
 * that match, and with several filters once more through the messages between: with thousands of keys that is a
 * thousand times the work of reading on. So there is no filter where the stream holds nothing else, and one where it does. What the
 * ingest stage reads has no key: few subjects match it.
 */
export function consumerFilters(name: LogName): string[] {
  const { tenant, partition, count, direction } = name;
  if (direction === 'output' || isMerged(name) || !hasIngest(count)) return [];
  return partition === INGEST ? filtersOf(name) : [`*.${tenant}.${partition}.>`];
}

/** Spells the subjects that {@link filtersOf} an input stands for: {@link consumerFilters} lets others through. */
export function subjectsOf(name: LogName): RegExp | undefined {
  const { tenant, partition, direction } = name;
  if (direction === 'output' || partition === INGEST || isMerged(name)) return undefined;
  const tokens = String.raw`(\.[^.]+){${KEY_TOKENS}}`;
  return new RegExp(String.raw`^in\.${tenant}(\.${partition}${tokens})?$|^sys\.${tenant}\.${partition}\.[^.]+$`);
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

/** Subjects that a tenant's merged stream takes from its owner; all else in it is copied. */
export function mergedSubjects(tenant: string): string[] {
  return [`mrg.${tenant}.sys.*`];
}

/** How the results of a partition get into the merged stream. One whose key cannot stand in a subject has none there. */
export function merging({ tenant, partition }: LogName): { src: string; dest: string }[] {
  const tokens = Array.from({ length: KEY_TOKENS }, (_, i) => `{{wildcard(${i + 1})}}`).join('.');
  return MERGED_KINDS.flatMap((kind) => {
    const [src, dest] = [resultSubject(tenant, partition, kind), `mrg.${tenant}.${partition}.${kind}`];
    return src.startsWith('ctl.')
      ? [{ src, dest }]
      : [
          { src, dest },
          { src: `${src}${'.*'.repeat(KEY_TOKENS)}`, dest: `${dest}.${tokens}` },
        ];
  });
}

/** Kinds of records in an output log that no customer is to see. */
const UNSEEN = new Set(['fence', 'gap', 'progress', PARTIAL]);

/** The subject of a record of an output log, without its key; one that customers don't see never has any. */
export function resultSubject(tenant: string, partition: LogName['partition'], kind: string): string {
  return `${UNSEEN.has(kind) ? 'ctl' : 'out'}.${tenant}.${partition}.${kind}`;
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

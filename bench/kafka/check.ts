import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { MillraceError } from '../../runtime/base/errors.ts';
import { PlainAnalytics } from '../peers/plain-analytics.ts';

/** A window that ends later than so many milliseconds before the last event may still be open: what closes it is inside Kafka Streams. */
const OPEN = 120_000;

/**
 * Compares stored results with the plain computation's, as sets: each statistics result once, and of the window alerts all but
 * those at the end of the file. Throws `bench-failed`.
 */
export async function checkResults(file: string, output: string): Promise<void> {
  const due = new Map<string, number>();
  let greatest = 0;
  const analytics = new PlainAnalytics((_, json) => {
    due.set(json, (due.get(json) ?? 0) + 1);
  });
  for (const line of readFileSync(file, 'latin1').trimEnd().split('\n')) {
    analytics.line(line);
    greatest = Math.max(greatest, Date.parse(`${line.split(',')[3]?.replace(' ', 'T').slice(0, 19)}Z`));
  }
  analytics.end();
  for await (const line of createInterface({ input: createReadStream(output) })) {
    const count = due.get(line) ?? 0;
    if (count === 0) throw differs(`one result too many: ${line}`);
    if (count === 1) due.delete(line);
    else due.set(line, count - 1);
  }
  for (const json of due.keys()) {
    const end = /"Window end":"([^"]+)"/.exec(json)?.[1];
    if (end === undefined || Date.parse(end) < greatest - OPEN) throw differs(`no such result: ${json}`);
  }
}

function differs(what: string): MillraceError {
  return new MillraceError('bench-failed', {
    what: `Kafka Streams gave ${what}`,
    where: 'the topic out',
    fix: 'run it with a few events and compare with the plain loop',
  });
}

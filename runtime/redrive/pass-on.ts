import type { Log } from '../../connectors/log.ts';
import { redriveRecord } from '../partition/redrive-record.ts';
import { Appender } from './appender.ts';
import { newestPassed, RedrivesSeen, redrivesIn } from './redrives-seen.ts';

/** Where an appender's records of one partition end, and which were there before. */
interface Target {
  readonly appender: Appender;
  readonly newest: number;
}

/**
 * Brings the redrive records of a partition that are for others into those's logs, all of them and in their order: what is there
 * already is passed over, here as far as the log still shows it and in any case by the partition that takes them. So it may be
 * done again, and by several at once, and what one left undone the next one does.
 *
 * @param open the input log of another partition.
 */
export async function passOn(own: Log, partition: number, open: (target: number) => Promise<Log>): Promise<void> {
  const { first } = await own.bounds();
  const seen = new RedrivesSeen();
  const targets = new Map<number, Target>();
  for await (const { head, line, sequence } of redrivesIn(own)) {
    const isFirst = seen.add(head);
    const { to, ...rest } = head;
    // Where the original is held, so is every redrive of it: the first of those seen is the one that counts.
    if (!isFirst || to === undefined || to === partition || head.input < first) continue;
    let target = targets.get(to);
    if (target === undefined) {
      target = { appender: new Appender(() => open(to)), newest: await newestPassed(await open(to), partition) };
      targets.set(to, target);
    }
    if (sequence <= target.newest) continue;
    await target.appender.add(redriveRecord({ head: { ...rest, from: { partition, sequence } }, line }));
  }
  for (const { appender } of targets.values()) await appender.flush();
}

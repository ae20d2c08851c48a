import type { Archive } from '../../../connectors/archive.ts';
import { type BatchReport, olderEvents } from '../../batch/report.ts';
import type { ReportQuery } from '../../batch/report-query.ts';
import { type ScanProgress, scanReport } from '../../batch/report-scan.ts';
import { openProgressLine, shareText } from '../render/progress-line.ts';
import { figure } from '../render/words.ts';
import { untilSignal } from '../signals.ts';

/** A report, and how many events of its tenant are in none. */
export interface Scanned {
  readonly report: BatchReport;
  readonly older: number;
}

/**
 * Makes a report and shows how far it is on standard error, where that is a terminal or where it is asked for. Ctrl-C ends it.
 *
 * @param withOlder whether what is in no report is counted. @returns undefined when it was ended.
 */
export async function scan(
  archive: Archive,
  tenant: string,
  { query, withOlder, always }: { readonly query: ReportQuery; readonly withOlder: boolean; readonly always: boolean },
): Promise<Scanned | undefined> {
  const stop = new AbortController();
  const stopped = untilSignal().then(() => stop.abort());
  const line = openProgressLine(process.stderr, always);
  const show = (progress: ScanProgress): void =>
    line.show((bar) => textOf(progress, bar), progress.done === progress.of);
  const make = async (): Promise<Scanned> => ({
    report: await scanReport(archive, tenant, query, { signal: stop.signal, told: show }),
    older: withOlder ? await olderEvents(archive, tenant) : 0,
  });
  try {
    // A store that does not answer is not waited for.
    const scanned = await Promise.race([make(), stopped]);
    return scanned ?? undefined;
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
    return undefined;
  } finally {
    line.end();
  }
}

function textOf({ done, of, rows }: ScanProgress, bar: boolean): string {
  const share = of === 0 ? 1 : done / of;
  return `${shareText(share, bar)}  ${figure(Math.floor(done))} of ${figure(of)} hours of partitions, ${figure(rows)} rows`;
}

import { MillraceError, messageOf } from '../../base/errors.ts';
import type { BatchReport } from '../../batch/report.ts';
import type { ScanProgress } from '../../batch/report-scan.ts';

/** Who comes again with this has its report. */
export const DONE = 'done';

/**
 * A report as server-sent events: `progress` as it goes on, the newest one where the client is slow, and at the end `report`, or
 * `failed` with the error. It is begun at once, whether or not the events are read.
 *
 * @param make makes the report and tells how far it is.
 */
export function reportEvents(
  make: (told: (progress: ScanProgress) => void) => Promise<BatchReport>,
): AsyncGenerator<string> {
  const latest = new Latest();
  void make((progress) => latest.tell(progress)).then(
    (report) => latest.end(`event: report\nid: ${DONE}\ndata: ${JSON.stringify(report)}\n\n`),
    (thrown) => latest.end(`event: failed\nid: ${DONE}\ndata: ${JSON.stringify({ error: errorOf(thrown) })}\n\n`),
  );
  return latest.events();
}

/** The newest progress that was not sent yet, and the end. */
class Latest {
  #progress: ScanProgress | undefined;
  #end: string | undefined;
  #news = Promise.withResolvers<void>();

  tell(progress: ScanProgress): void {
    this.#progress = progress;
    this.#news.resolve();
  }

  end(text: string): void {
    this.#end = text;
    this.#news.resolve();
  }

  async *events(): AsyncGenerator<string> {
    for (;;) {
      await this.#news.promise;
      this.#news = Promise.withResolvers();
      const progress = this.#progress;
      this.#progress = undefined;
      if (progress !== undefined) yield `event: progress\ndata: ${JSON.stringify(progress)}\n\n`;
      if (this.#end !== undefined) return yield this.#end;
    }
  }
}

function errorOf(thrown: unknown): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const fix = 'please report it with the log file';
  return new MillraceError('unexpected', { what: messageOf(thrown), where: 'a batch report', fix });
}

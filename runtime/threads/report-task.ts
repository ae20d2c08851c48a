import type { MessagePort } from 'node:worker_threads';
import { type ConnectorChoices, openConnectors } from '../../connectors/registry.ts';
import { systemClock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { BatchReport } from '../batch/report.ts';
import type { ReportQuery } from '../batch/report-query.ts';
import { type ScanProgress, scanReport } from '../batch/report-scan.ts';
import { plainError } from './plain-error.ts';
import type { PlainError } from './protocol.ts';

/** All that a thread needs to know to make a report. Plain data. */
export interface ReportSpec extends Pick<ConnectorChoices, 'log' | 'store'> {
  readonly tenant: string;
  readonly query: ReportQuery;
}

/** To the task: it is given up. */
export interface ToReport {
  readonly type: 'stop';
}

/** From the task: how far it is, and at the end one of both others, unless it was given up. */
export type FromReport =
  | { readonly type: 'progress'; readonly progress: ScanProgress }
  | { readonly type: 'report'; readonly report: BatchReport }
  | { readonly type: 'failed'; readonly error: PlainError };

/**
 * Makes a report in a worker thread, beside the partitions there: the archive is read page by page, and they have their turn between
 * two pages. Spoken to over its port.
 */
export class ReportTask {
  readonly #spec: ReportSpec;
  readonly #port: MessagePort;
  readonly #stop = new AbortController();
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(spec: ReportSpec, port: MessagePort) {
    this.#spec = spec;
    this.#port = port;
    port.on('message', (message: ToReport) => {
      if (message.type === 'stop') this.#stop.abort();
    });
  }

  /** Resolves when the report was made, has failed, or was given up. */
  async run(): Promise<void> {
    const { tenant, query } = this.#spec;
    try {
      const report = await this.#make();
      this.#tell({ type: 'report', report });
    } catch (thrown) {
      const where = `report ${query.report} of tenant ${tenant}`;
      if (!this.#stop.signal.aborted) this.#tell({ type: 'failed', error: plainError(thrown, where) });
    } finally {
      this.#port.close();
    }
  }

  async #make(): Promise<BatchReport> {
    const { tenant, query, log, store } = this.#spec;
    const readOnly = store.kind === 'sqlite' ? { ...store, readOnly: true } : store;
    const connectors = await openConnectors({ log, store: readOnly, clock: systemClock });
    try {
      const told = (progress: ScanProgress): void => this.#show(progress);
      return await scanReport(connectors.archive, tenant, query, { signal: this.#stop.signal, told });
    } finally {
      await connectors.close();
    }
  }

  #show(progress: ScanProgress): void {
    const now = performance.now();
    if (now - this.#toldAt < limits.reportProgressMilliseconds && progress.done < progress.of) return;
    this.#toldAt = now;
    this.#tell({ type: 'progress', progress });
  }

  #tell(message: FromReport): void {
    this.#port.postMessage(message);
  }
}

import type { ConnectorChoices } from '../../../connectors/registry.ts';
import { MillraceError, messageOf } from '../../base/errors.ts';
import { limits } from '../../base/limits.ts';
import type { BatchReport } from '../../batch/report.ts';
import type { ReportQuery } from '../../batch/report-query.ts';
import type { ScanProgress } from '../../batch/report-scan.ts';
import type { ThreadPool } from '../../threads/pool.ts';
import type { FromReport, ReportSpec, ToReport } from '../../threads/report-task.ts';
import type { Customer } from '../runtime-control.ts';
import { Slots } from './slots.ts';

/** Who waits for a report. */
export interface ReportWaiter {
  /** Aborts when nobody waits any more: the report is given up. */
  readonly signal: AbortSignal;
  readonly told?: (progress: ScanProgress) => void;
}

/** Makes batch reports for those who ask by HTTP, in the worker threads, so many at once. */
export class Reports {
  readonly #slots = new Slots('batch reports', limits.reports, limits.reportsOfTenant);
  readonly #pool: Pick<ThreadPool, 'start'>;
  readonly #places: Pick<ConnectorChoices, 'log' | 'store'>;
  readonly #ending = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(pool: Pick<ThreadPool, 'start'>, places: Pick<ConnectorChoices, 'log' | 'store'>) {
    this.#pool = pool;
    this.#places = places;
  }

  /** Reserves a place for a report. @returns makes it, and has to be called once. @throws queue-full. */
  begin(customer: Customer, query: ReportQuery): (waiter: ReportWaiter) => Promise<BatchReport> {
    const leave = this.#slots.take(customer.config.id);
    return async (waiter) => {
      const made = this.#make(customer, query, waiter).finally(leave);
      const ended = made.catch(() => undefined).finally(() => this.#underWay.delete(ended));
      this.#underWay.add(ended);
      return await made;
    };
  }

  /** Gives up those under way. */
  async close(): Promise<void> {
    this.end();
    await Promise.all(this.#underWay);
  }

  end(): void {
    this.#ending.abort();
  }

  async #make({ config, gone }: Customer, query: ReportQuery, { signal, told }: ReportWaiter): Promise<BatchReport> {
    const { id: tenant } = config;
    const given = AbortSignal.any([signal, gone, this.#ending.signal]);
    if (given.aborted) throw givenUp(tenant, query);
    const spec: ReportSpec = { ...this.#places, tenant, query };
    let last: Exclude<FromReport, { readonly type: 'progress' }> | undefined;
    const task = this.#pool.start<ToReport, FromReport>('runReport', spec, (message) => {
      if (message.type === 'progress') told?.(message.progress);
      else last = message;
    });
    const stop = (): void => task.tell({ type: 'stop' });
    given.addEventListener('abort', stop, { once: true });
    try {
      await task.ended;
    } catch (thrown) {
      throw lost(tenant, thrown);
    } finally {
      given.removeEventListener('abort', stop);
    }
    // Read as what it may have become meanwhile.
    const outcome = last as FromReport | undefined;
    if (outcome?.type === 'report') return outcome.report;
    throw outcome?.type === 'failed' ? MillraceError.revive(outcome.error) : givenUp(tenant, query);
  }
}

function lost(tenant: string, cause: unknown): MillraceError {
  return new MillraceError('worker-lost', {
    what: `the thread that made the report has ended (${messageOf(cause)})`,
    where: `tenant ${tenant}`,
    fix: 'ask again',
    cause,
  });
}

function givenUp(tenant: string, { report }: ReportQuery): MillraceError {
  return new MillraceError('partition-stopped', {
    what: `the report ${report} was given up: the runtime or the tenant ends, or nobody waited for it`,
    where: `tenant ${tenant}`,
    fix: 'ask again when it runs',
  });
}

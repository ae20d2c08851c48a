import { setTimeout as delay } from 'node:timers/promises';
import { abortable } from '../base/abortable.ts';
import { systemClock } from '../base/clock.ts';
import { MillraceError, messageOf, remedyOf } from '../base/errors.ts';
import { limits } from '../base/limits.ts';
import type { LogSink } from '../base/log-sink.ts';
import { retryPause } from '../base/retry-pause.ts';
import { formatDuration } from '../base/units.ts';
import type { WaitsFor } from '../threads/protocol.ts';
import { WaitNotices } from './wait-notices.ts';

/** What may be there in a moment, or when somebody has started it. */
const AWAY: ReadonlySet<string> = new Set(['broker-unavailable', 'store-full']);

/** What is waited for where nobody has answered at all. */
const SILENT = new MillraceError('broker-unavailable', {
  what: 'the servers have not answered yet',
  where: 'log.servers',
  fix: 'see that they run and can be reached from here; it is tried until they do',
});

/**
 * Begins as soon as the servers are there: tries, and waits longer after each failure, however long it takes. A try that had begun
 * halfway is repeated whole.
 */
export class Beginning {
  readonly #log: LogSink;
  readonly #notices = new WaitNotices();
  #wait: WaitsFor | undefined;
  #began = 0;
  #since = 0;

  constructor(log: LogSink) {
    this.#log = log;
  }

  /** What it waits for; undefined when it doesn't, or doesn't know yet. */
  get wait(): WaitsFor | undefined {
    return this.#wait;
  }

  /**
   * Resolves when a try has gone well.
   *
   * @throws the reason of `stop`, at once: a try that is under way is left to itself; what `attempt` throws, where waiting doesn't help.
   */
  async when(attempt: () => Promise<void>, stop: AbortSignal): Promise<void> {
    [this.#began, this.#since] = [performance.now(), systemClock.now()];
    for (let failures = 0; ; failures++) {
      try {
        await abortable(this.#timed(attempt), stop);
        break;
      } catch (thrown) {
        stop.throwIfAborted();
        if (!(thrown instanceof MillraceError) || !AWAY.has(thrown.code)) throw thrown;
        this.#waits(thrown);
        await delay(retryPause(failures), undefined, { signal: stop }).catch(() => undefined);
      }
    }
    if (this.#wait === undefined) return;
    this.#wait = undefined;
    this.#log('info', `has begun, ${formatDuration(performance.now() - this.#began)} after the first try`, {});
  }

  /** One that takes long is waited for, too. */
  async #timed(attempt: () => Promise<void>): Promise<void> {
    const slow = setTimeout(() => this.#waits(SILENT), limits.waitNoticeMilliseconds);
    try {
      await attempt();
    } finally {
      clearTimeout(slow);
    }
  }

  #waits(error: MillraceError): void {
    this.#wait = { code: error.code, what: remedyOf(error), since: this.#since };
    const waited = performance.now() - this.#began;
    if (!this.#notices.isDue(waited)) return;
    this.#log('warn', `has not begun yet and waits, for ${formatDuration(waited)} so far: ${messageOf(error)}`, {});
  }
}

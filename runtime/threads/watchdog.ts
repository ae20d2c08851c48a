import { limits } from '../base/limits.ts';
import { type Vital, vitalOf } from './heart.ts';
import { type Patience, Silence } from './silence.ts';

const PATIENCE: Patience = { beats: looksIn(limits.silentMilliseconds), turn: looksIn(limits.turnMilliseconds) };

/** A thread that is to be replaced, and whose turn it was then. */
export interface SilentThread extends Vital {
  readonly thread: number;
}

interface Watched {
  readonly memory: SharedArrayBuffer;
  readonly silence: Silence;
}

/** Looks whether threads live, from another one. A thread is watched from when it has announced its heart, and told of once. */
export class Watchdog {
  readonly #threads = new Map<number, Watched>();
  readonly #silent: (found: SilentThread) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(silent: (found: SilentThread) => void) {
    this.#silent = silent;
    this.#timer = setInterval(() => this.#look(), limits.beatMilliseconds).unref();
  }

  watch(thread: number, memory: SharedArrayBuffer): void {
    this.#threads.set(thread, { memory, silence: new Silence(PATIENCE) });
  }

  /** It has ended. */
  forget(thread: number): void {
    this.#threads.delete(thread);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    for (const [thread, { memory, silence }] of this.#threads) {
      const vital = vitalOf(memory);
      if (!silence.isSilentAt(vital)) continue;
      this.#threads.delete(thread);
      this.#silent({ thread, ...vital });
    }
  }
}

/** One more than the time has: a beat may come just before the first look, and the next one just after it is due. */
function looksIn(milliseconds: number): number {
  return Math.ceil(milliseconds / limits.beatMilliseconds) + 1;
}

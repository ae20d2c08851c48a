import { limits } from '../base/limits.ts';
import { Shares } from './shares.ts';

/** Words of the memory: how often the thread has beaten, and the tasks that are in a turn and that load code. */
const BEATS = 0;
const TURN = 1;
const LOADING = 2;
const WORDS = 4;
const BYTES = WORDS * Int32Array.BYTES_PER_ELEMENT + Float64Array.BYTES_PER_ELEMENT;

/** What is seen of a thread from outside. */
export interface Vital {
  /** Changes while the thread's event loop goes round. */
  readonly beats: number;
  /** Number of the task whose code runs now and lets nobody else run; 0: none's. */
  readonly task: number;
  /** The input sequence that it is at; 0 where it is at none. */
  readonly sequence: number;
}

/** What a thread announces to the main thread: its memory, that others may look into. */
export interface HeartNews {
  readonly type: 'heart';
  readonly thread: number;
  readonly memory: SharedArrayBuffer;
}

export function isHeartNews(message: unknown): message is HeartNews {
  return (message as Partial<HeartNews> | null)?.type === 'heart';
}

/** Shows the sign of life of a thread, and whose turn it is, in memory that other threads see while it can't answer. */
export class Heart {
  readonly memory = new SharedArrayBuffer(BYTES);
  /** Who had the last turn, and who wants one: for those on the thread itself. */
  last = 0;
  readonly shares = new Shares();
  readonly #words = new Int32Array(this.memory, 0, WORDS);

  /** Beats from now on, as long as the thread's event loop goes round. */
  start(): void {
    setInterval(() => Atomics.add(this.#words, BEATS, 1), limits.beatMilliseconds).unref();
  }

  /** For the code of a task. @param task its number, from 1. @param group whose tasks share what one alone would have. */
  turnsOf(task: number, group = ''): TurnMark {
    return new TurnMark(this, task, group);
  }
}

/** What a memory tells now. */
export function vitalOf(memory: SharedArrayBuffer): Vital {
  const words = new Int32Array(memory, 0, WORDS);
  const [sequence = 0] = new Float64Array(memory, WORDS * Int32Array.BYTES_PER_ELEMENT, 1);
  const turn = Atomics.load(words, TURN);
  const task = turn === 0 ? Atomics.load(words, LOADING) : turn;
  return { beats: Atomics.load(words, BEATS), task, sequence: turn === 0 ? 0 : sequence };
}

/**
 * Marks when the code of one task has the thread for itself, users' code above all, so that it is known who never gave it back.
 * A mark costs two writes to memory. Nothing may be awaited between its beginning and its end.
 */
export class TurnMark {
  readonly #heart: Heart;
  readonly #words: Int32Array;
  readonly #at: Float64Array;
  readonly #task: number;
  readonly #group: string;
  #isWanted = false;

  constructor(heart: Heart, task: number, group: string) {
    const { memory } = heart;
    this.#heart = heart;
    this.#group = group;
    this.#words = new Int32Array(memory, 0, WORDS);
    this.#at = new Float64Array(memory, WORDS * Int32Array.BYTES_PER_ELEMENT, 1);
    this.#task = task;
  }

  /** @param sequence of the input that is taken; 0: none. */
  begin(sequence: number): void {
    this.#heart.last = this.#task;
    this.#at[0] = sequence;
    Atomics.store(this.#words, TURN, this.#task);
  }

  /** Whether the task has work that waits for its next turn. Default false. */
  set isWanted(isWanted: boolean) {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    this.#heart.shares.change(this.#group, isWanted ? 1 : -1);
  }

  /** Tasks of its group that want turns on the thread, itself included. */
  get sharers(): number {
    return Math.max(1, this.#heart.shares.of(this.#group));
  }

  /** Whether no other task of the thread has had a turn since this one's last. */
  get isLast(): boolean {
    return this.#heart.last === this.#task;
  }

  end(): void {
    Atomics.store(this.#words, TURN, 0);
  }

  /**
   * A part of its work has come to its end: of a long turn, of many partitions' turns in one round of the event loop, of what a slow disk
   * writes. So it doesn't look as if it never would.
   */
  readonly goesOn = (): void => {
    Atomics.add(this.#words, BEATS, 1);
  };

  /** A turn without an input. */
  readonly during = <T>(work: () => T): T => {
    this.begin(0);
    try {
      return work();
    } finally {
      this.end();
    }
  };

  /** Code is loaded, which runs between others' turns; of several tasks that load, the newest is the one that shows. */
  async whileLoading<T>(load: () => Promise<T>): Promise<T> {
    Atomics.store(this.#words, LOADING, this.#task);
    try {
      return await load();
    } finally {
      Atomics.compareExchange(this.#words, LOADING, this.#task, 0);
    }
  }
}

/** For a task that nobody watches. */
export const unmarked = new Heart().turnsOf(0);

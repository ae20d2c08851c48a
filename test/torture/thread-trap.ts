import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A tenant beside those that are judged, on the same threads. */
export const TRAP_TENANT = 'traps';

export const TRAP_YAML = `
  - { id: ${TRAP_TENANT}, partitions: 1, analytics: [{ use: ./trap.ts }] }
`;

/** Ends its thread, once, when it meets an event while the file is there. */
const MODULE = `
import { existsSync, rmSync } from 'node:fs';
import { defineActor, objectState } from 'millrace';
const trap = new URL('./trap', import.meta.url);
export const trapped = defineActor({
  name: 'trapped',
  state: objectState(() => ({ events: 0 })),
  onEvent(_, state) {
    state.events++;
    if (!existsSync(trap)) return;
    rmSync(trap);
    process.reallyExit(7);
  },
});
`;

/** Kills the worker thread that the trap's tenant runs on, with whatever other partitions are on it. */
export class ThreadTrap {
  readonly #file: string;

  /** @param folder of the configuration. */
  constructor(folder: string) {
    this.#file = join(folder, 'trap');
    writeFileSync(`${this.#file}.ts`, MODULE);
  }

  /** Resolves when a thread has met it, or after so many milliseconds; true: it has. */
  async spring(send: (line: string) => Promise<void>, milliseconds: number): Promise<boolean> {
    writeFileSync(this.#file, '');
    const end = performance.now() + milliseconds;
    while (existsSync(this.#file) && performance.now() < end) {
      await send('7,121,308,2017-02-19 14:20:13 UTC,1,0,True,');
      await delay(100);
    }
    const isMet = !existsSync(this.#file);
    rmSync(this.#file, { force: true });
    return isMet;
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { Feeder } from '../support/process/feeder.ts';
import { Workplace } from '../support/process/workplace.ts';
import { type Arena, LINES, TENANTS, TENANTS_YAML } from './arena.ts';
import { FileLogs } from './checker/file-logs.ts';
import type { Logs } from './checker/logs.ts';
import type { Fault } from './fault-script.ts';
import { Owner } from './owner.ts';

/** One owner on a folder. */
export class EmbeddedArena implements Arena {
  readonly tenants = TENANTS;
  readonly owners: readonly [Owner];
  readonly #seed: number;
  readonly #workplace = new Workplace(TENANTS_YAML, 'checkpoint: { every: 300ms }');
  #isHarmed = false;

  constructor(seed: number) {
    this.#seed = seed;
    this.owners = [new Owner(this.config, async () => this.#workplace.data)];
  }

  get config(): string {
    return this.#workplace.config;
  }

  async send(stop: AbortSignal): Promise<number> {
    const feeders = TENANTS.map(({ id }, i) => {
      return new Feeder(this.#workplace, id, { ...LINES, wrong: 0.05, seed: this.#seed + i });
    });
    try {
      while (!stop.aborted) {
        for (const feeder of feeders) await feeder.send(10);
        await delay(150);
      }
      for (const feeder of feeders) await feeder.end();
      return feeders.reduce((sum, { sent }) => sum + sent, 0);
    } finally {
      for (const feeder of feeders) feeder[Symbol.dispose]();
    }
  }

  async harm({ kind, lasts }: Fault): Promise<boolean> {
    if (this.#isHarmed) return false;
    this.#isHarmed = true;
    const [owner] = this.owners;
    if (kind === 'kill an owner') await owner.kill();
    else owner.process.halt('SIGSTOP');
    await delay(lasts / 2);
    if (kind === 'kill an owner') await owner.start();
    else owner.process.halt('SIGCONT');
    this.#isHarmed = false;
    return true;
  }

  async logs(): Promise<Logs> {
    return new FileLogs(this.#workplace.data);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.owners[0][Symbol.dispose]();
    this.#workplace[Symbol.dispose]();
  }
}

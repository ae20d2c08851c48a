import { MemoryArchive } from '../../connectors/memory/archive.ts';
import type { FaultRates } from '../../connectors/memory/faults.ts';
import { Faults } from '../../connectors/memory/faults.ts';
import { MemoryLogStore } from '../../connectors/memory/log-store.ts';
import { MemorySnapshotStore } from '../../connectors/memory/snapshot-store.ts';
import type { Connectors } from '../../connectors/registry.ts';
import { ManualClock } from '../../runtime/base/clock.ts';
import { Prng } from '../../runtime/base/prng.ts';

/** Where worlds begin. */
export const START = Date.UTC(2017, 1, 19);

/** What worlds stand on: logs, checkpoints and an archive in memory, one clock, and faults by seed. */
export class Ground {
  readonly clock = new ManualClock(START + 60_000);
  readonly connectors: Connectors;
  readonly #rates: { -readonly [K in keyof FaultRates]?: number };

  constructor(seed: number, rates: Partial<FaultRates>) {
    this.#rates = { ...rates };
    const faults = new Faults(new Prng(seed + 1), this.#rates);
    const logs = new MemoryLogStore(this.clock, { faults });
    const snapshots = new MemorySnapshotStore({ faults });
    this.connectors = { logs, snapshots, archive: new MemoryArchive(), close: async () => undefined };
  }

  /** Nothing goes wrong any more. */
  endFaults(): void {
    for (const name of Object.keys(this.#rates)) delete this.#rates[name as keyof FaultRates];
  }
}

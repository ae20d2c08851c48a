import type { LogStore } from '../../../connectors/log.ts';
import { MemoryArchive } from '../../../connectors/memory/archive.ts';
import { MemoryLogStore } from '../../../connectors/memory/log-store.ts';
import { MemorySnapshotStore } from '../../../connectors/memory/snapshot-store.ts';
import { type Connectors, openConnectors } from '../../../connectors/registry.ts';
import { type Clock, ManualClock } from '../../../runtime/base/clock.ts';
import { testCassandra } from '../servers/cassandra.ts';
import { testNats } from '../servers/nats.ts';

/** Where owners find their logs and checkpoints. */
export interface Site {
  readonly isMemory: boolean;
  /** What owners take the time from; the logs of a server have their own. */
  readonly clock: ManualClock;
  /** Connectors for one more owner, on connections of its own. */
  connect(change?: Change): Promise<Connectors>;
}

/** How an owner's connectors differ from the others'. */
export interface Change {
  /** Another way to the nats-server. */
  readonly nats?: string;
}

const START = Date.UTC(2017, 1, 19, 0, 1);
/** Records on their way in memory: few, so that fences are short there. */
const WINDOW = 12;

/** All in memory. */
export class MemorySite implements Site {
  readonly isMemory = true;
  readonly clock = new ManualClock(START);
  readonly #snapshots = new MemorySnapshotStore();
  readonly #archive = new MemoryArchive();
  /** Those of now: a test may put others in their place. */
  logs: MemoryLogStore = this.newLogs(this.clock);

  newLogs(clock: Clock): MemoryLogStore {
    return new MemoryLogStore(clock, { window: WINDOW });
  }

  async connect(): Promise<Connectors> {
    const close = async (): Promise<void> => undefined;
    const logs: LogStore = {
      open: async (name) => await this.logs.open(name),
      remove: async (tenant, partitions) => await this.logs.remove(tenant, partitions),
      close,
    };
    return { logs, snapshots: this.#snapshots, archive: this.#archive, close };
  }
}

/** On a real nats-server and Cassandra. */
export class ServerSite implements Site {
  readonly isMemory = false;
  readonly clock = new ManualClock(START);
  readonly #nats: string | undefined;
  #owners = 0;

  /** @param nats a server of the test's own; the test file's by default. */
  constructor(nats?: string) {
    this.#nats = nats;
  }

  /** Starts the servers and makes the tables: before the tests, for it takes long. */
  async prepare(): Promise<void> {
    const connectors = await this.connect();
    await connectors.snapshots.readManifest('nobody/0');
    await (await connectors.logs.open({ tenant: 'nobody', partition: 0, count: 1, direction: 'input' })).close();
    await connectors.close();
  }

  async connect({ nats = this.#nats }: Change = {}): Promise<Connectors> {
    const { contactPoint, localDataCenter } = await testCassandra();
    return await openConnectors({
      log: {
        kind: 'jetstream',
        servers: [nats ?? (await testNats())],
        // A server without accounts lets everybody in; here the name makes the connection the owner's own.
        authentication: { user: `owner ${process.pid} ${++this.#owners}`, password: 'any' },
      },
      store: {
        kind: 'cassandra',
        contactPoints: [contactPoint],
        localDataCenter,
        keyspace: 'millrace_failpoints',
        replication: { class: 'SimpleStrategy', replication_factor: 1 },
        create: true,
        consistency: 'local-quorum',
      },
      clock: this.clock,
    });
  }
}

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logChoiceOf } from '../../../config/choices.ts';
import { loadConfig } from '../../../config/load.ts';
import type { LogRecord, PartitionIndex } from '../../../connectors/log.ts';
import { openLogs } from '../../../connectors/registry.ts';
import { systemClock } from '../../../runtime/base/clock.ts';
import { freePort } from '../../../services/process/free-port.ts';
import type { TestCassandra } from '../servers/cassandra.ts';
import { type SourcedCopy, sourcedCopies } from './sourced-copies.ts';

/** The servers that a configuration names. */
export interface Servers {
  /** `nats://host:port`. */
  readonly nats: string;
  readonly cassandra: TestCassandra;
}

/** A temporary folder with a configuration on NATS and Cassandra, in a keyspace of its own. The streams are the tenants'. */
export class ClusterWorkplace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  readonly config = join(this.folder, 'config.yaml');
  readonly keyspace = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  readonly #servers: Servers;

  /** @param tenants YAML of the list's items. @param rest more YAML at the top: checkpoint, ownership. */
  constructor(servers: Servers, tenants: string, rest = 'checkpoint: { every: 200ms }') {
    this.#servers = servers;
    this.configure(tenants, rest);
  }

  /** Writes the configuration anew. */
  configure(tenants: string, rest = 'checkpoint: { every: 200ms }'): void {
    const { nats, cassandra } = this.#servers;
    const { contactPoint, localDataCenter } = cassandra;
    const lines = [
      'name: test',
      `log: { kind: jetstream, servers: "${nats}" }`,
      `store: { kind: cassandra, contactPoints: "${contactPoint}", localDataCenter: ${localDataCenter}, keyspace: ${this.keyspace} }`,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration's own way to name a variable
      'api: { listen: "${env:MILLRACE_LISTEN:-127.0.0.1:0}" }',
      `logs: { file: ${join(this.folder, 'millrace.log')} }`,
      'threads: 2',
      rest,
      'tenants:',
      tenants,
    ];
    writeFileSync(this.config, `${lines.join('\n')}\n`);
  }

  /** An address for another process of this configuration. */
  async place(): Promise<{ readonly listen: string }> {
    return { listen: `127.0.0.1:${await freePort()}` };
  }

  /** All records of a log that are held now, fences and what else is no result included. */
  async records(
    tenant: string,
    partition: PartitionIndex,
    direction: 'input' | 'output',
  ): Promise<readonly LogRecord[]> {
    const config = loadConfig(this.config);
    const count = config.tenants.find(({ id }) => id === tenant)?.partitions ?? 1;
    const logs = openLogs({ ...logChoiceOf(config.log), readOnly: true }, systemClock);
    try {
      const log = await logs.open({ tenant, partition, count, direction });
      const records: LogRecord[] = [];
      for (;;) {
        const read = await log.read((records.at(-1)?.sequence ?? 0) + 1, 1000);
        if (read.length === 0) return records;
        records.push(...read);
      }
    } finally {
      await logs.close();
    }
  }

  /** What a tenant's input stream has copied from its ingest stage. */
  async copies(tenant: string): Promise<readonly SourcedCopy[]> {
    return await sourcedCopies(this.#servers.nats, tenant);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

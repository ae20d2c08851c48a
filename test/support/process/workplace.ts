import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord, PartitionIndex } from '../../../connectors/log.ts';
import { openConnectors } from '../../../connectors/registry.ts';
import { systemClock } from '../../../runtime/base/clock.ts';

/** A temporary folder with a configuration and its data. */
export class Workplace implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  readonly data = join(this.folder, 'data');
  readonly config = join(this.folder, 'config.yaml');

  /** @param tenants YAML of the list's items. */
  constructor(tenants: string, rest = 'checkpoint: { every: 100ms }') {
    this.configure(tenants, rest);
  }

  /** Writes the configuration anew. */
  configure(tenants: string, rest = 'checkpoint: { every: 100ms }'): void {
    const lines = [
      'name: test',
      'log: { kind: sqlite, folder: ./data }',
      'api: { listen: 127.0.0.1:0 }',
      'threads: 2',
      rest,
      'tenants:',
      tenants,
    ];
    writeFileSync(this.config, `${lines.join('\n')}\n`);
  }

  /** All records of a log, fences included. */
  async records(
    tenant: string,
    partition: PartitionIndex,
    direction: 'input' | 'output',
  ): Promise<readonly LogRecord[]> {
    const choice = { kind: 'sqlite', folder: this.data } as const;
    const connectors = await openConnectors({ log: { ...choice, readOnly: true }, store: choice, clock: systemClock });
    try {
      const log = await connectors.logs.open({ tenant, partition, count: 4, direction });
      const { last } = await log.bounds();
      const records: LogRecord[] = [];
      while (records.length < last) records.push(...(await log.read(records.length + 1, 10_000)));
      return records;
    } finally {
      await connectors.close();
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

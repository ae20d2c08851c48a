import { cassandraDurability } from './cassandra/durability.ts';
import type { LogDurability, StoreDurability } from './durability.ts';
import { jetStreamDurability } from './jetstream/durability.ts';
import type { LogName } from './log.ts';
import type { LogChoice, StoreChoice } from './registry.ts';

/** How logs are kept; undefined where nothing is. @throws broker-unavailable, broker-refused, broker-too-old. */
export async function probeLog(choice: LogChoice, logs: readonly LogName[]): Promise<LogDurability | undefined> {
  if (choice.kind === 'jetstream') return await jetStreamDurability(choice, logs);
  return choice.kind === 'sqlite' ? { kind: 'sqlite', sync: choice.sync ?? 'normal' } : undefined;
}

/** How checkpoints are kept; undefined where they are not. @throws store-unavailable, store-refused. */
export async function probeStore(choice: StoreChoice): Promise<StoreDurability | undefined> {
  if (choice.kind === 'cassandra') return await cassandraDurability(choice);
  return choice.kind === 'sqlite' ? { kind: 'sqlite' } : undefined;
}

import { keyTokens } from '../../actors/key.ts';
import type { HourlyRollup } from '../../connectors/archive.ts';
import type { KeptHours } from './hours.ts';
import type { PartitionState } from './partition-state.ts';

/** Hands over the roll-ups of a key that the archive has other values of, or all of them. */
export function reportRollups(
  { table, rollups }: PartitionState,
  slot: number,
  { kept, all }: { readonly kept: KeptHours; readonly all: boolean },
  onRollup: (rollup: HourlyRollup) => void,
): void {
  let key: Pick<HourlyRollup, 'station' | 'sensor' | 'alarm'> | undefined;
  rollups.report(slot, all, kept, (hour, events, activations) => {
    key ??= keyOf(table.keyOf(slot));
    onRollup({ ...key, hour, events, activations });
  });
}

function keyOf(text: string): Pick<HourlyRollup, 'station' | 'sensor' | 'alarm'> {
  const [station, sensor, alarm] = keyTokens(text);
  return { station, sensor, alarm };
}

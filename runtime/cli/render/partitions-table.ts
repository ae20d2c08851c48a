import { formatDuration, formatSize } from '../../base/units.ts';
import type { LoadProgress } from '../../checkpoint/load.ts';
import type { InspectedPartition } from '../../control/inspection.ts';
import { doneOf } from '../../control/measures.ts';
import type { LateCheckpoint, PartitionPhase, Replay, WaitsFor } from '../../threads/protocol.ts';
import type { Screen, Style } from './screen.ts';
import { type Cell, type Column, table } from './table.ts';
import { clean, figure, utc } from './words.ts';

const columns: readonly Column[] = [
  { heading: 'partition' },
  { heading: 'state' },
  { heading: 'thread', align: 'right' },
  { heading: 'epoch', align: 'right' },
  { heading: 'lag', align: 'right' },
  { heading: 'watermark UTC' },
  { heading: 'sequence', align: 'right' },
  { heading: 'actors', align: 'right' },
  { heading: 'checkpoint', align: 'right' },
  { heading: 'age', align: 'right' },
  { heading: 'size', align: 'right' },
];

const styles: Partial<Record<PartitionPhase, Style>> = {
  running: 'green',
  failed: 'red',
  recovering: 'yellow',
  waiting: 'yellow',
  stalled: 'red',
  quarantined: 'red',
};

/** Partitions as lines: a table, then what is wrong with any of them and what any waits for. `now` in milliseconds since 1970-01-01Z. */
export function partitionsTable(rows: readonly InspectedPartition[], now: number, screen: Screen): string[] {
  const lines = table(
    columns,
    rows.map((row) => cellsOf(row, now)),
    screen,
  );
  const isLive = rows.some(({ thread }) => thread !== null);
  return [
    ...(isLive ? [] : ['No runtime runs: this is from the last checkpoints.']),
    ...lines,
    ...rows.flatMap((row) => troublesOf(row, now)),
  ];
}

/** How a phase is shown wherever it is. */
export function phaseCell(phase: PartitionPhase): Cell {
  const style = styles[phase];
  return style === undefined ? phase : { text: phase, style };
}

function cellsOf(row: InspectedPartition, now: number): Cell[] {
  const { checkpoint } = row;
  return [
    `${row.tenant}/${row.partition}`,
    phaseCell(row.phase),
    row.thread === null ? '-' : String(row.thread),
    String(row.epoch),
    figure(row.lag),
    utc(row.watermark),
    figure(row.sequence),
    figure(row.actors),
    checkpoint === null ? '-' : String(checkpoint.number),
    checkpoint === null ? '-' : formatDuration(Math.max(0, now - checkpoint.takenAt)),
    checkpoint === null ? '-' : formatSize(checkpoint.bytes),
  ];
}

function troublesOf(row: InspectedPartition, now: number): string[] {
  const { tenant, partition, error, recovery, replay, sequence, waitsFor, lateCheckpoint, notes } = row;
  const failure = error === null ? [] : [`${error.code}: ${error.what}, ${error.where}, ${error.fix}`];
  const states = [
    ...recoveryOf(recovery),
    ...replayOf(replay, sequence),
    ...waitOf(waitsFor, now),
    ...lateOf(lateCheckpoint, now),
  ];
  return [...failure, ...states, ...(notes ?? [])].map((text) => `${tenant}/${partition}: ${clean(text)}`);
}

function recoveryOf(recovery: LoadProgress | null): string[] {
  if (recovery === null) return [];
  const { actors, ofActors, bytes, ofBytes } = recovery;
  return [`restored ${figure(actors)} of ${figure(ofActors)} actors (${formatSize(bytes)} of ${formatSize(ofBytes)})`];
}

function replayOf(replay: Replay | null, sequence: number): string[] {
  if (replay === null) return [];
  const share = Math.floor(doneOf([{ ...replay, sequence }]) * 100);
  return [`computes again what was answered before: at ${figure(sequence)} of ${figure(replay.upTo)} (${share}%)`];
}

function lateOf(late: LateCheckpoint | null, now: number): string[] {
  if (late === null) return [];
  const { code, what } = late.error;
  return [`its checkpoint is late by ${formatDuration(Math.max(0, now - late.since))}: ${code}: ${what}`];
}

function waitOf(waitsFor: WaitsFor | null, now: number): string[] {
  if (waitsFor === null) return [];
  const { code, what, since } = waitsFor;
  return [`waits for ${formatDuration(Math.max(0, now - since))}: ${code}: ${what}`];
}

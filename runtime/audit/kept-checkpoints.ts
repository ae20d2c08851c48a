import type { TenantSettings } from '../../actors/settings.ts';
import type { Log } from '../../connectors/log.ts';
import type { SnapshotStore } from '../../connectors/snapshot-store.ts';
import { MillraceError, messageOf } from '../base/errors.ts';
import { refusalOf } from '../checkpoint/gates.ts';
import { load } from '../checkpoint/load.ts';
import { decodeRow, type Manifest } from '../checkpoint/manifest.ts';
import { fingerprintAt } from '../checkpoint/recovery.ts';
import { makeStage, settingsRunBy } from '../ingest/stages.ts';
import { codeHashOf } from '../modules/code-hash.ts';
import { loadModules } from '../modules/load-modules.ts';
import type { Stage } from '../partition/stage.ts';
import type { Place } from './place.ts';
import { noneUsable } from './refusals.ts';

/** Checkpoints of a partition, newest first. */
export interface KeptCheckpoints {
  readonly all: readonly Manifest[];
  /** Those of this very input log from which it can be gone on. */
  readonly usable: readonly Manifest[];
  /** Why they could not be read. */
  readonly failure: MillraceError | undefined;
  /** What the code of now is told by, under the settings given and under those that the checkpoints know. */
  codeHashes(settings: TenantSettings): ReadonlySet<string>;
}

/** Reads which checkpoints there are. What is wrong with one is noted: without any, the start of the log will do. */
export async function usableManifests(
  snapshots: SnapshotStore,
  place: Place,
  input: Log | undefined,
  notes: string[],
): Promise<KeptCheckpoints> {
  const { tenant, index, folder } = place;
  const name = `${tenant}/${index}`;
  const all: Manifest[] = [];
  const usable: Manifest[] = [];
  let failure: MillraceError | undefined;
  try {
    const cell = await snapshots.readManifest(name);
    const found = cell === undefined ? [] : decodeRow(cell, `partition ${name}`).manifests;
    for (const manifest of found) if (manifest !== undefined) all.push(manifest);
    if (all.length < found.length) notes.push('a checkpoint does not match its checksum');
    for (const manifest of input === undefined ? [] : all) {
      const refusal = await refused(manifest, input as Log);
      if (refusal === undefined) usable.push(manifest);
      else notes.push(`checkpoint ${manifest.checkpoint} is of no use: ${refusal}`);
    }
    if (input !== undefined && found.length > 0 && usable.length === 0) failure = noneUsable(place);
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    failure = thrown;
  }
  const codeHashes = (settings: TenantSettings): ReadonlySet<string> =>
    new Set(
      [settings, ...usable.map(({ head }) => head.settings)].map((known) =>
        codeHashOf(settingsRunBy(index, known), folder),
      ),
    );
  return { all, usable, failure, codeHashes };
}

/** What a recomputation begins with. */
export interface Beginning {
  readonly stage: Stage;
  /** Undefined: the start of the log. */
  readonly manifest: Manifest | undefined;
}

/**
 * The first way that can be gone.
 *
 * @param options.settings those at the start of the log.
 * @throws what the last one failed with: segment-damaged, state-version, module-not-loaded, ...
 */
export async function beginWith(
  ways: readonly (Manifest | undefined)[],
  options: { readonly place: Place; readonly snapshots: SnapshotStore; readonly settings: TenantSettings },
  notes: string[],
): Promise<Beginning> {
  const { place, snapshots, settings } = options;
  const makePartition = async (from: Manifest | undefined): Promise<Stage> => {
    const inForce = from?.head.settings ?? settings;
    return makeStage(place, inForce, await loadModules(inForce, place.folder), false);
  };
  let failure: unknown;
  for (const manifest of ways) {
    try {
      if (manifest === undefined) return { stage: await makePartition(undefined), manifest };
      const partition = `${place.tenant}/${place.index}`;
      return { stage: await load({ partition, snapshots, makePartition }, manifest), manifest };
    } catch (thrown) {
      if (!(thrown instanceof MillraceError)) throw thrown;
      if (manifest !== undefined) notes.push(`checkpoint ${manifest.checkpoint} is of no use: ${messageOf(thrown)}`);
      failure = thrown;
    }
  }
  throw failure;
}

/** Why a checkpoint cannot be gone on from, by what its input log holds; what the output log holds is what an audit is to find out. */
async function refused(manifest: Manifest, input: Log): Promise<string | undefined> {
  const { first, last } = await input.bounds();
  const { outputLog, outputLast, codeHash } = manifest;
  return refusalOf(manifest, {
    inputLog: input.identity,
    inputFirst: first,
    inputLast: last,
    fingerprint: await fingerprintAt(input, manifest),
    outputLog,
    outputLast,
    codeHash,
    tail: undefined,
    acceptCodeChange: false,
  })?.what;
}

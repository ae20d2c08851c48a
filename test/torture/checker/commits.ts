/** A committed checkpoint that an owner reported, and the end of the output log when that was read. */
export interface Commit {
  readonly tenant: string;
  readonly partition: number | 'ingest';
  readonly epoch: number;
  /** Newest input in the checkpoint. */
  readonly sequence: number;
  /** Last sequence of the output log, read after the report. */
  readonly outputEnd: number;
}

/** A stored result: its input, and where it stands. */
export interface Standing {
  readonly input: number;
  readonly sequence: number;
}

/**
 * I5 and I6 of real processes: every result of the inputs in a checkpoint that is reported was in the output log at that moment, and
 * no owner goes on from behind a checkpoint that was committed. Returns what breaks that.
 *
 * @param commits of one partition, in the order of the reports.
 * @param results all that are stored in the end.
 */
export function brokenCommits(commits: readonly Commit[], results: readonly Standing[]): readonly string[] {
  const broken: string[] = [];
  let newest: Commit | undefined;
  for (const commit of commits) {
    const { epoch, sequence, outputEnd } = commit;
    const late = results.filter((result) => result.input <= sequence && result.sequence > outputEnd).length;
    if (late > 0) broken.push(`${late} results were not stored when the checkpoint at ${sequence} was committed`);
    // An owner that was stopped and woken reports what it had.
    if (newest !== undefined && epoch < newest.epoch) continue;
    if (newest !== undefined && sequence < newest.sequence)
      broken.push(
        `epoch ${epoch} reports a checkpoint at ${sequence}, epoch ${newest.epoch} had one at ${newest.sequence}`,
      );
    newest = commit;
  }
  return broken;
}

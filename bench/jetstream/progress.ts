import { setTimeout as delay } from 'node:timers/promises';
import { MillraceError } from '../../runtime/base/errors.ts';
import type { Child } from '../support/child.ts';
import { processSeconds } from '../support/process-time.ts';
import type { Streams } from './streams.ts';

const LOOK_EVERY_MILLISECONDS = 20;
/** Output streams that have not changed for so long are complete. */
const QUIET_MILLISECONDS = 1500;
const PATIENCE_MILLISECONDS = 120_000;

/** Processor time that was used from a program's first result to its last one. */
export interface Used {
  readonly programSeconds: number;
  readonly brokerSeconds: number;
}

/** Watches the output streams until no result comes any more, or until there are `enough`. */
export async function untilDone(streams: Streams, child: Child, natsPid: number, enough: number): Promise<Used> {
  const used = (): Used => ({ programSeconds: processSeconds(child.pid), brokerSeconds: processSeconds(natsPid) });
  const limit = performance.now() + PATIENCE_MILLISECONDS;
  const look = async (): Promise<void> => {
    child.check();
    if (performance.now() > limit) throw tooSlow();
    await delay(LOOK_EVERY_MILLISECONDS);
  };
  while (!(await hasResults(streams))) await look();
  const before = used();
  let [after, stored, changedAt] = [before, 0, performance.now()];
  for (;;) {
    const now = await lengthOf(streams);
    if (now !== stored) [after, stored, changedAt] = [used(), now, performance.now()];
    if (stored >= enough || performance.now() - changedAt > QUIET_MILLISECONDS) break;
    await look();
  }
  return {
    programSeconds: after.programSeconds - before.programSeconds,
    brokerSeconds: after.brokerSeconds - before.brokerSeconds,
  };
}

async function hasResults({ jsm, tenant, partitions }: Streams): Promise<boolean> {
  for (let partition = 0; partition < partitions; partition++) {
    const query = { seq: 1, next_by_subj: `out.${tenant}.${partition}.>` };
    if ((await jsm.streams.getMessage(`OUT_${tenant}_${partition}`, query)) !== null) return true;
  }
  return false;
}

/** Messages that the output streams have taken, others than results too. */
async function lengthOf({ jsm, tenant, partitions }: Streams): Promise<number> {
  let sum = 0;
  for (let partition = 0; partition < partitions; partition++) {
    sum += (await jsm.streams.info(`OUT_${tenant}_${partition}`)).state.last_seq;
  }
  return sum;
}

function tooSlow(): MillraceError {
  return new MillraceError('bench-failed', {
    what: `the results were not complete within ${PATIENCE_MILLISECONDS / 1000} s`,
    where: 'the output streams',
    fix: 'give --events a smaller number',
  });
}

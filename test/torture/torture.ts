import { setTimeout as delay } from 'node:timers/promises';
import { millrace } from '../support/process/millrace.ts';
import type { Arena } from './arena.ts';
import { Checker, type Findings } from './checker/checker.ts';
import { type FaultKind, FaultScript } from './fault-script.ts';
import type { TortureOptions } from './options.ts';
import { ReportWatch } from './report-watch.ts';

/** Milliseconds after the last fault in which everything has to be caught up. */
const LIVENESS_BOUND = 180_000;
/** Milliseconds between two looks of the checker. */
const LOOK_EVERY = 2000;

/** What a run came to. */
export interface TortureReport {
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly lines: number;
  readonly starts: number;
  /** Committed checkpoints that owners reported, each held against the output log of that moment. */
  readonly reports: number;
  /** Milliseconds from the last fault until everything was caught up. */
  readonly caughtUpAfter: number;
  readonly findings: Findings;
}

/**
 * First faults and traffic, with nothing asked but that nothing wrong is ever stored; then neither, and everything has to be
 * caught up within a bound; then the owners drain, and every result is compared once more and by `millrace audit`.
 *
 * @throws what was found wrong.
 */
export async function torture(
  options: TortureOptions,
  arena: Arena,
  say: (text: string) => void,
): Promise<TortureReport> {
  const full = new AbortController();
  // One is ready only when it has every partition, before the others may have taken some.
  const [first, ...others] = arena.owners;
  await first?.start();
  await first?.process.ready();
  for (const owner of others) await owner.start();
  const logs = await arena.logs();
  const [sending, watch] = [arena.send(full.signal), new ReportWatch()];
  const watching = watch.run(arena.owners, logs, full.signal);
  sending.catch(() => undefined);
  const faults = await doHarm(options, arena, say).finally(() => full.abort());
  const lines = await sending;
  await watching;
  for (const owner of arena.owners) owner.check();
  say(`faults are over, ${lines} lines are stored`);

  const checker = new Checker(
    logs,
    arena.config,
    arena.tenants.map(({ id }) => id),
  );
  const began = performance.now();
  await untilCaughtUp(checker);
  const caughtUpAfter = Math.round(performance.now() - began);
  say(`caught up ${caughtUpAfter} ms after the last fault`);
  for (const owner of arena.owners) await owner.drain();
  const findings = await checker.check(watch.commits);
  await logs.close();
  if (findings.broken.length > 0) throw new Error(`wrong at the end:\n${findings.broken.join('\n')}`);
  await audit(arena.config);
  const starts = arena.owners.reduce((sum, owner) => sum + owner.starts, 0);
  return { faults, lines, starts, caughtUpAfter, reports: watch.commits.length, findings };
}

async function doHarm(
  { seed, minutes, processes, servers }: TortureOptions,
  arena: Arena,
  say: (text: string) => void,
): Promise<Partial<Record<FaultKind, number>>> {
  const script = new FaultScript(seed, processes, servers === 'sqlite');
  const counts: Partial<Record<FaultKind, number>> = {};
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const end = performance.now() + minutes * 60_000;
  while (performance.now() < end && failures.length === 0) {
    const fault = script.next();
    await delay(fault.pause);
    const harm = arena.harm(fault).then(
      (happened) => {
        if (happened) counts[fault.kind] = (counts[fault.kind] ?? 0) + 1;
        say(`${happened ? 'done' : 'left out'}: ${fault.kind} (owner ${fault.owner}, ${fault.lasts} ms)`);
      },
      (thrown: unknown) => void failures.push(thrown),
    );
    running.add(harm);
    void harm.finally(() => running.delete(harm));
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
  return counts;
}

/** @throws as soon as something is wrong, or when the bound is over. */
async function untilCaughtUp(checker: Checker): Promise<void> {
  const end = performance.now() + LIVENESS_BOUND;
  for (;;) {
    const { broken, due } = await checker.check();
    if (broken.length > 0) throw new Error(`wrong:\n${broken.join('\n')}`);
    if (due === 0) return;
    if (performance.now() > end) throw new Error(`${due} results are due ${LIVENESS_BOUND} ms after the last fault`);
    await delay(LOOK_EVERY);
  }
}

async function audit(config: string): Promise<void> {
  const { code, stdout, stderr } = await millrace(['audit', '--config', config]);
  if (code !== 0) throw new Error(`the audit ended with ${code}:\n${stdout}${stderr}`);
}

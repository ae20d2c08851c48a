import { readFileSync } from 'node:fs';

/** Ticks of the times in /proc a second, on every Linux that Node runs on. */
const TICKS = 100;

/** Seconds of processor time that a running process has used so far, all its threads; NaN where that cannot be told. */
export function processSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const [user, system] = [Number(fields[11]), Number(fields[12])];
    return (user + system) / TICKS;
  } catch {
    return Number.NaN;
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { processSeconds } from '../support/process-time.ts';
import { TenantsRuntime, type TenantsShape } from './tenants-runtime.ts';

/** What a process costs whose tenants send nothing. */
export interface IdleRow {
  readonly tenants: number;
  /** From the start of the process until all tenants run. */
  readonly startSeconds: number;
  /** Processor time it took for that. */
  readonly startProcessorSeconds: number;
  /** Share of one core that it used afterwards. */
  readonly load: number;
  /** Resident bytes and open files at the end; NaN where that cannot be told. */
  readonly memory: number;
  readonly files: number;
}

/** Starts tenants that never ran before, of which none is sent anything, and watches them for so many seconds. */
export async function measureIdle({
  seconds,
  ...shape
}: TenantsShape & { readonly seconds: number }): Promise<IdleRow> {
  const began = performance.now();
  await using runtime = await TenantsRuntime.start(shape);
  const startSeconds = (performance.now() - began) / 1000;
  const before = processSeconds(runtime.pid);
  const from = performance.now();
  await delay(seconds * 1000);
  const load = (processSeconds(runtime.pid) - before) / ((performance.now() - from) / 1000);
  runtime.check();
  const { memory, files } = heldBy(runtime.pid);
  return { tenants: shape.tenants, startSeconds, startProcessorSeconds: before, load, memory, files };
}

function heldBy(pid: number): Pick<IdleRow, 'memory' | 'files'> {
  try {
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return { memory: Number(resident) * 1024, files: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return { memory: Number.NaN, files: Number.NaN };
  }
}

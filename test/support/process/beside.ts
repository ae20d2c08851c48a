import { expect } from 'vitest';
import { lineOf } from './looping.ts';
import { millrace } from './millrace.ts';
import { partitionRows } from './rows.ts';
import type { RuntimeProcess } from './runtime-process.ts';
import { until } from './until.ts';

/** Stations that each {@link Commands.send} has an alarm of. */
export const STATIONS = 40;

/** Commands on a configuration, each of which has to succeed. */
export interface Commands {
  /** Resolves with what it printed. */
  run(args: readonly string[], input?: string): Promise<string>;
  /** Sends a tenant an alarm of each station, within that minute. */
  send(tenant: string, minute: number): Promise<void>;
}

export function commandsOn(config: string): Commands {
  const run = async (args: readonly string[], input = ''): Promise<string> => {
    const { code, stdout, stderr } = await millrace([...args, '--config', config], { input });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    return stdout;
  };
  const send = async (tenant: string, minute: number): Promise<void> => {
    const lines = Array.from({ length: STATIONS }, (_, i) => lineOf(i + 1, minute));
    await run(['send', tenant], lines.join('\n'));
  };
  return { run, send };
}

/** Resolves once all partitions but those in quarantine have taken all there is. */
export async function untilOthersAreDone(runtime: RuntimeProcess): Promise<void> {
  await until('the others have taken all', async () =>
    (await partitionRows(runtime)).every(
      ({ phase, lag }) => phase === 'quarantined' || (phase === 'running' && lag === 0),
    ),
  );
}

import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { loadConfig } from '../../../config/load.ts';
import { MillraceError, messageOf } from '../../base/errors.ts';
import { channelOf } from '../../channel/channel.ts';
import { withTenant } from '../../control/added-tenants.ts';
import { openInspection } from '../../control/open-inspection.ts';
import { repairActor } from '../../repair/repair-actor.ts';
import { print, printJson } from '../render/print.ts';

export interface RepairOptions {
  readonly tenant?: string;
  /** A file of JSON: the new states by analytic; standard input when it is -. */
  readonly repair: string;
  readonly reason?: string;
  readonly by?: string;
  readonly config: string;
  readonly json?: true;
}

/** Appends a repair of an actor. @throws usage, actor-not-found, file-unreadable, repair-unfit. */
export async function repair(key: string, options: RepairOptions): Promise<void> {
  const { reason } = options;
  if (reason === undefined) throw usage('a repair needs a reason', 'say why with --reason TEXT: it stands in the log');
  const config = loadConfig(options.config);
  const [actor, ...others] = await (await openInspection(config)).actor(key, options.tenant);
  if (actor === undefined || others.length > 0)
    throw usage('several tenants have an actor of this key', 'say whose with --tenant ID');
  const { tenant, partition } = actor;
  const channel = channelOf(await withTenant(config, tenant), tenant);
  const by = options.by ?? userInfo().username;
  const states = statesIn(options.repair);
  const input = await repairActor(channel, actor, { key, states, by, reason });
  if (options.json) printJson({ tenant, partition, key, input, by, reason });
  else print([`the repair of ${key} is input ${input} of partition ${tenant}/${partition}`]);
}

function statesIn(file: string): Readonly<Record<string, unknown>> {
  const where = file === '-' ? 'standard input' : `at ${file}`;
  let states: unknown;
  try {
    states = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (cause) {
    throw new MillraceError('file-unreadable', {
      what: messageOf(cause),
      where,
      fix: 'name a file of JSON that this user may read',
      cause,
    });
  }
  if (typeof states === 'object' && states !== null && !Array.isArray(states)) return states as Record<string, unknown>;
  const fix = 'write { "ANALYTIC": { ...its new state } }';
  throw new MillraceError('repair-unfit', { what: 'the repair is no object', where, fix });
}

function usage(what: string, fix: string): MillraceError {
  return new MillraceError('usage', { what, where: 'millrace actor', fix });
}

import { makeAnalytic } from '../../actors/catalog.ts';
import type { PartitionIndex } from '../../connectors/log.ts';
import { openLogs } from '../../connectors/registry.ts';
import { systemClock } from '../base/clock.ts';
import { MillraceError } from '../base/errors.ts';
import type { Channel } from '../channel/channel.ts';
import type { ActorView } from '../inspection/inspect-partition.ts';
import { loadModules } from '../modules/load-modules.ts';
import { type Repair, repairRecord } from '../partition/repair.ts';

/** An actor as it was seen, and where. */
export interface SeenActor extends Pick<ActorView, 'key' | 'analytics'> {
  readonly partition: PartitionIndex;
}

/**
 * Appends a repair of an actor to the input log of its partition, which takes it in order with the events. Returns its sequence.
 *
 * @throws repair-unfit when a state isn't one of its analytic; module-not-loaded, and what the logs throw.
 */
export async function repairActor(channel: Channel, actor: SeenActor, repair: Repair): Promise<number> {
  await checkRepair(channel, actor, repair);
  const { tenant, partitions: count, log } = channel;
  const logs = openLogs(log, systemClock);
  try {
    const input = await logs.open({ tenant, partition: actor.partition, count, direction: 'input' });
    return await input.append([repairRecord(repair)]);
  } finally {
    await logs.close();
  }
}

/** Under the settings of the configuration; the partition checks again under those in force. */
async function checkRepair({ settings, folder }: Channel, actor: SeenActor, repair: Repair): Promise<void> {
  const { analytics, partition } = actor;
  if (typeof partition !== 'number') throw unfit(`it is computed in the ${partition} stage`, repair, analytics);
  const modules = await loadModules(settings, folder);
  const ids = Object.keys(repair.states);
  if (ids.length === 0) throw unfit('it names no analytic', repair, analytics);
  for (const id of ids) {
    const own = settings.analytics.find((one) => one.id === id);
    const seen = analytics.find((one) => one.id === id);
    if (own === undefined || seen === undefined) throw unfit(`there is no analytic ${id}`, repair, analytics);
    const analytic = makeAnalytic(own, modules, () => undefined);
    if (analytic.misfitOf === undefined) throw unfit(`${id} keeps windows, which cannot be given`, repair, analytics);
    if (seen.state === undefined) throw unfit(`${id} has no state of it`, repair, analytics);
    const misfit = analytic.misfitOf(repair.states[id]);
    if (misfit !== '') throw unfit(`the state of ${id} does not fit: ${misfit}`, repair, analytics);
  }
}

function unfit(what: string, { key }: Repair, analytics: SeenActor['analytics']): MillraceError {
  const states = analytics.filter(({ state }) => state !== undefined).map(({ id, state }) => [id, state]);
  return new MillraceError('repair-unfit', {
    what,
    where: `actor ${key}`,
    fix: `begin with what it has now, ${JSON.stringify(Object.fromEntries(states))}, and change that`,
  });
}

import type { Channel } from './channel/channel.ts';
import type { ConsumerOptions, TenantConsumer, TenantProducer } from './channel/ends.ts';

// A user's analytic imports these with the public names on every worker: what they need is loaded when it is.

/**
 * Opens a tenant's channel to send, whether a runtime runs or not; creates the tenant if need be.
 *
 * @param config path of the configuration file that has the tenant: its log and format count.
 * @throws config-not-found, config-syntax, config-invalid and the like, tenant-unknown, partitions-changed, and what kind of log it
 * is may throw: folder-unusable, file-busy; broker-unavailable, broker-refused, broker-too-old.
 */
export async function openProducer(config: string, tenant: string): Promise<TenantProducer> {
  const [{ Producer }, channel] = await Promise.all([import('./channel/producer.ts'), channelIn(config, tenant)]);
  return await Producer.open(channel);
}

/** Opens a tenant's channel to read its results; waits for logs that are not there yet. @throws as {@link openProducer}. */
export async function openConsumer(
  config: string,
  tenant: string,
  { outputs, after = {} }: ConsumerOptions = {},
): Promise<TenantConsumer> {
  const [{ Consumer }, channel] = await Promise.all([import('./channel/consumer.ts'), channelIn(config, tenant)]);
  return await Consumer.open(channel, ({ output }) => outputs === undefined || outputs.includes(output), after);
}

async function channelIn(file: string, tenant: string): Promise<Channel> {
  const [{ loadConfig }, { channelOf }, { withTenant }] = await Promise.all([
    import('../config/load.ts'),
    import('./channel/channel.ts'),
    import('./control/added-tenants.ts'),
  ]);
  return channelOf(await withTenant(loadConfig(file), tenant), tenant);
}

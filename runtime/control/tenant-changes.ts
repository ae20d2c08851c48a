import { dirname } from 'node:path';
import { logChoiceOf } from '../../config/choices.ts';
import { settingsOf } from '../../config/settings.ts';
import { tenantOf } from '../../config/tenant-section.ts';
import type { LoadedConfig, TenantConfig } from '../../config/types.ts';
import { openConnectors } from '../../connectors/registry.ts';
import type { TenantRegister, TenantSection } from '../../connectors/tenant-register.ts';
import { checkPartitions, existsAlready } from '../../connectors/tenant-register.ts';
import { systemClock } from '../base/clock.ts';
import { MillraceError } from '../base/errors.ts';
import { checkModules } from '../modules/check-modules.ts';
import { removeTenantData } from './tenant-removal.ts';

/** What people change about the tenants of a configuration, in the register, so that it holds in every process and over restarts. */
export class TenantChanges {
  readonly #config: LoadedConfig;
  readonly #register: TenantRegister;
  readonly #isConfigured: (id: string) => boolean;

  /** @param isConfigured whether a tenant stands in the configuration's file. */
  constructor(config: LoadedConfig, register: TenantRegister, isConfigured: (id: string) => boolean) {
    this.#config = config;
    this.#register = register;
    this.#isConfigured = isConfigured;
  }

  /** @throws tenant-unknown. */
  async setStopped(id: string, stopped: boolean): Promise<void> {
    await this.#register.setStopped(id, stopped);
  }

  /** Adds a tenant; resolves with its id. @throws tenant-exists, ConfigError, and what is wrong with its modules. */
  async add(section: TenantSection): Promise<string> {
    const tenant = await this.#checked(section);
    if (this.#isConfigured(tenant.id)) throw existsAlready(tenant.id);
    await this.#register.add(tenant.id, tenant.partitions, section);
    return tenant.id;
  }

  /**
   * Gives a tenant that was added other settings; resolves with its id.
   *
   * @throws tenant-unknown, tenant-configured, partitions-changed, ConfigError, and what is wrong with its modules.
   */
  async update(section: TenantSection): Promise<string> {
    const { id, partitions } = await this.#checked(section);
    if (this.#isConfigured(id)) throw standsInFile(id, this.#config.file);
    const entry = await this.#register.get(id);
    if (entry !== undefined) checkPartitions(entry, partitions);
    await this.#register.update(id, section);
    return id;
  }

  /** Removes a tenant that is stopped with all its data. @throws tenant-busy when a process doesn't let go of it. */
  async remove(tenant: Pick<TenantConfig, 'id' | 'partitions'>): Promise<void> {
    const { log, store, ownership } = this.#config;
    const connectors = await openConnectors({ log: logChoiceOf(log), store, clock: systemClock });
    try {
      await removeTenantData(tenant, { log: logChoiceOf(log), lease: ownership.lease, connectors });
    } finally {
      await connectors.close();
    }
    await this.#register.remove(tenant.id);
  }

  /**
   * Removes a tenant that the configuration has had and has no more, with all its data; false when the register has none of that id.
   *
   * @throws tenant-busy when a process doesn't let go of it.
   */
  async removeLeft(id: string): Promise<boolean> {
    const entry = await this.#register.get(id);
    if (entry === undefined) return false;
    // Another process may have it in its file still.
    await this.#register.setStopped(id, true);
    await this.remove(entry);
    return true;
  }

  async #checked(section: TenantSection): Promise<TenantConfig> {
    const { file } = this.#config;
    const tenant = tenantOf(section, file);
    await checkModules(settingsOf(tenant), dirname(file));
    return tenant;
  }
}

function standsInFile(id: string, file: string): MillraceError {
  return new MillraceError('tenant-configured', {
    what: `the tenant ${id} stands in the configuration, whose settings are those of the file`,
    where: `tenant ${id}`,
    fix: `change it in ${file}, then \`millrace tenants reload\``,
  });
}

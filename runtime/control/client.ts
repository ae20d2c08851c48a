import type { TenantSection } from '../../connectors/tenant-register.ts';
import { MillraceError } from '../base/errors.ts';
import { formatDuration } from '../base/units.ts';
import type { ActorQuery } from '../inspection/actor-query.ts';
import { textOf } from './actor-query-text.ts';
import { failureIn } from './client-failure.ts';
import type { InspectedActor, InspectedPage, InspectedPartition, Inspection } from './inspection.ts';
import type { Reloaded, RuntimeStatus, TenantRow } from './runtime-control.ts';

/** Milliseconds to wait for an answer. */
const READ_TIMEOUT = 15_000;
/** To stop a tenant takes its last checkpoints. */
const TOGGLE_TIMEOUT = 300_000;

/** A live runtime, spoken to over its HTTP API. Beside what is said below, all calls throw `runtime-refused`. */
export class RuntimeClient implements Inspection {
  /** Such as `http://127.0.0.1:8787`. */
  readonly api: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param token an operator's; needed where the API has tokens. */
  constructor(api: string, token?: string) {
    this.api = api;
    const known = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.#headers = { 'content-type': 'application/json', ...known };
  }

  /** @param timeout milliseconds to wait for the answer. */
  async status(timeout = READ_TIMEOUT): Promise<RuntimeStatus> {
    return await this.#ask('GET', '/v1/status', timeout);
  }

  async tenants(): Promise<readonly TenantRow[]> {
    return await this.#ask('GET', '/v1/tenants');
  }

  async partitions(tenant?: string): Promise<readonly InspectedPartition[]> {
    return await this.#ask('GET', `/v1/partitions${ofTenant(tenant)}`);
  }

  async actors(query: ActorQuery, tenant?: string): Promise<InspectedPage> {
    return await this.#ask('GET', `/v1/actors?${new URLSearchParams(textOf(query, tenant))}`);
  }

  async actor(key: string, tenant?: string): Promise<readonly InspectedActor[]> {
    return await this.#ask('GET', `/v1/actors/${encodeURIComponent(key)}${ofTenant(tenant)}`);
  }

  /** Resolves with the tenant as it is then: `starting`, mostly. @throws tenant-unknown. */
  async startTenant(id: string): Promise<TenantRow> {
    return await this.#ask('POST', `/v1/tenants/${encodeURIComponent(id)}/start`);
  }

  /** Resolves once its partitions have been drained. @throws tenant-unknown. */
  async stopTenant(id: string): Promise<TenantRow> {
    return await this.#ask('POST', `/v1/tenants/${encodeURIComponent(id)}/stop`);
  }

  /** Resolves with the tenant as it is then: `starting`, mostly. @throws tenant-exists, tenant-removed, config-invalid. */
  async addTenant(section: TenantSection): Promise<TenantRow> {
    return await this.#ask('POST', '/v1/tenants', TOGGLE_TIMEOUT, JSON.stringify(section));
  }

  /**
   * Resolves with the tenant as it is then: `starting`, mostly.
   *
   * @throws tenant-unknown, tenant-configured, partitions-changed, config-invalid.
   */
  async updateTenant(section: TenantSection): Promise<TenantRow> {
    const path = `/v1/tenants/${encodeURIComponent(String(section.id))}`;
    return await this.#ask('PUT', path, TOGGLE_TIMEOUT, JSON.stringify(section));
  }

  /** Resolves once what has to stop has drained. @throws config-invalid, partitions-changed, tenant-removed. */
  async reload(): Promise<Reloaded> {
    return await this.#ask('POST', '/v1/reload');
  }

  /** Resolves once all its data is gone. @throws tenant-unknown, tenant-configured, tenant-busy. */
  async removeTenant(id: string): Promise<void> {
    await this.#ask('DELETE', `/v1/tenants/${encodeURIComponent(id)}`);
  }

  async #ask<T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    timeout = method === 'GET' ? READ_TIMEOUT : TOGGLE_TIMEOUT,
    body?: string,
  ): Promise<T> {
    const headers = this.#headers;
    const where = `${method} ${this.api}${path}`;
    const failed = (thrown: unknown) => unreachable(thrown, where, timeout);
    const signal = AbortSignal.timeout(timeout);
    const request = { method, headers, signal, ...(body !== undefined && { body }) };
    const answer = await fetch(this.api + path, request).catch((thrown) => Promise.reject(failed(thrown)));
    if (!answer.ok) throw failureIn(answer.status, await answer.text(), where);
    return (await answer.json().catch((thrown) => Promise.reject(failed(thrown)))) as T;
  }
}

function ofTenant(tenant: string | undefined): string {
  return tenant === undefined ? '' : `?${new URLSearchParams({ tenant })}`;
}

function unreachable(thrown: unknown, where: string, timeout: number): MillraceError {
  const isSlow = thrown instanceof DOMException && thrown.name === 'TimeoutError';
  return new MillraceError('runtime-refused', {
    what: isSlow ? `the runtime did not answer within ${formatDuration(timeout)}` : 'the runtime cannot be reached',
    where,
    fix: 'ask again in a moment; if it stays so, see its log file',
    cause: thrown,
  });
}

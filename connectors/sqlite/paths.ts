import { join } from 'node:path';
import type { LogName } from '../log.ts';
import type { PartitionName } from '../snapshot-store.ts';

/** A name as part of a path: never a separator, never `.` or `..`. */
function safe(name: string): string {
  return encodeURIComponent(name).replace(/^\./, '%2E');
}

/** `<folder>/logs/<tenant>/<partition>.<direction>.sqlite`. */
export function logPath(folder: string, name: LogName): string {
  return join(folder, 'logs', safe(name.tenant), `${name.partition}.${name.direction}.sqlite`);
}

/** `<folder>/checkpoints/<tenant>/<partition>.sqlite`. */
export function checkpointPath(folder: string, partition: PartitionName): string {
  return `${join(folder, 'checkpoints', ...partition.split('/').map(safe))}.sqlite`;
}

/** `<folder>/archive/<tenant>.sqlite`. */
export function archivePath(folder: string, tenant: string): string {
  return join(folder, 'archive', `${safe(tenant)}.sqlite`);
}

/** `<folder>/tenants.sqlite`. */
export function tenantsPath(folder: string): string {
  return join(folder, 'tenants.sqlite');
}

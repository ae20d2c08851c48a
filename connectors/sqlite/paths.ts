import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogName } from '../log.ts';
import type { PartitionName } from '../snapshot-store.ts';

/** A name as part of a path: never a separator, never `.` or `..`. */
function safe(name: string): string {
  return encodeURIComponent(name).replace(/^\./, '%2E');
}

/** `<folder>/logs/<tenant>`: a file a partition and direction in it. */
export function logFolder(folder: string, tenant: string): string {
  return join(folder, 'logs', safe(tenant));
}

/** `<folder>/logs/<tenant>/<partition>.<direction>.sqlite`. */
export function logPath(folder: string, name: LogName): string {
  return join(logFolder(folder, name.tenant), `${name.partition}.${name.direction}.sqlite`);
}

/** `<folder>/checkpoints/<tenant>/<partition>.sqlite`. */
export function checkpointPath(folder: string, partition: PartitionName): string {
  return `${join(folder, 'checkpoints', ...partition.split('/').map(safe))}.sqlite`;
}

/** `<folder>/archive/<tenant>`: a file a partition in it. */
export function archiveFolder(folder: string, tenant: string): string {
  return join(folder, 'archive', safe(tenant));
}

/** `<folder>/archive/<tenant>/<partition>.sqlite`. */
export function archivePath(folder: string, tenant: string, partition: number): string {
  return join(archiveFolder(folder, tenant), `${partition}.sqlite`);
}

/** The partitions that a tenant's archive has files of, in order. */
export function archivedPartitions(folder: string, tenant: string): number[] {
  const archive = archiveFolder(folder, tenant);
  if (!existsSync(archive)) return [];
  const numbers = readdirSync(archive).flatMap((name) => /^(\d+)\.sqlite$/.exec(name)?.[1] ?? []);
  return numbers.map(Number).sort((a, b) => a - b);
}

/** `<folder>/tenants.sqlite`. */
export function tenantsPath(folder: string): string {
  return join(folder, 'tenants.sqlite');
}

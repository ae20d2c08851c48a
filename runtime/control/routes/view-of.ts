import type { FastifyRequest } from 'fastify';
import { MillraceError } from '../../base/errors.ts';
import type { RuntimeControl, TenantRow } from '../runtime-control.ts';

/** What whoever sends a request may see. @throws token-refused. */
export type ViewOf = (request: FastifyRequest) => RuntimeControl;

/** @throws tenant-unknown. */
export function rowOf(control: RuntimeControl, id: string): TenantRow {
  const rows = control.tenants();
  const row = rows.find((tenant) => tenant.id === id);
  if (row !== undefined) return row;
  throw new MillraceError('tenant-unknown', {
    what: `there is no tenant ${id}`,
    where: `runtime ${control.status().name}`,
    fix: `use one of ${rows.map((tenant) => tenant.id).join(', ')}`,
  });
}

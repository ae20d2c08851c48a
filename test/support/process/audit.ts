import type { PartitionAudit } from '../../../runtime/audit/report.ts';
import { millrace } from './millrace.ts';

/** What `millrace audit --json` prints. */
export interface AuditReport {
  readonly agrees: boolean;
  readonly partitions: readonly PartitionAudit[];
}

/** A real `millrace audit --json` on a configuration. */
export async function audited(
  config: string,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly report: AuditReport; readonly stderr: string }> {
  const { code, stdout, stderr } = await millrace(['audit', '--config', config, '--json', ...args]);
  if (stdout === '') throw new Error(`the audit said nothing: ${stderr}`);
  return { code, report: JSON.parse(stdout) as AuditReport, stderr };
}

/** Each difference as `kind partition input.index`, and what could not be judged. */
export function differencesIn({ partitions }: AuditReport): string[] {
  return partitions.flatMap(({ partition, listed, error }) => [
    ...(error === null ? [] : [`undecided ${partition} ${error.code}`]),
    ...listed.map(({ kind, identity }) => {
      return `${kind} ${partition} ${identity === null ? '?' : `${identity.input}.${identity.index}`}`;
    }),
  ]);
}

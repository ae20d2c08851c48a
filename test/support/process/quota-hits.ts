import { parseMetrics } from '../prometheus-text.ts';

/** What `/metrics` tells of how often a tenant has hit a quota, over all its partitions; undefined where it tells nothing of them. */
export async function quotaHits(listen: string, tenant: string, quota: string): Promise<number | undefined> {
  const { samples } = parseMetrics(await (await fetch(`http://${listen}/metrics`)).text());
  const found = [...samples].filter(([name]) =>
    ['millrace_quota_hits_total{', `tenant="${tenant}"`, `quota="${quota}"`].every((part) => name.includes(part)),
  );
  return found.length === 0 ? undefined : found.reduce((sum, [, value]) => sum + value, 0);
}

/** What a program on JetStream is to do: read a tenant's input and publish a result for it. */
export interface Job {
  /** `nats://host:port`. */
  readonly server: string;
  readonly tenant: string;
  readonly partitions: number;
  /** Threads to spread the partitions over. */
  readonly threads: number;
}

/** The job on a program's command line, one JSON object. */
export function jobOf(args: readonly string[]): Job {
  return JSON.parse(args[0] ?? '') as Job;
}

/** What of a tenant's input stream belongs to a partition, as a consumer's setting: all of it where there is one. */
export function filterOf({ tenant, partitions }: Job, partition: number): { filter_subject?: string } {
  return partitions === 1 ? {} : { filter_subject: `*.${tenant}.${partition}.>` };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from '../peers/jetstream/job.ts';
import { usage } from '../support/arguments.ts';
import type { Servers } from './servers.ts';

/** How a tenant's events are laid out. */
export interface Shape {
  readonly partitions: number;
  /** Each event on the subject of its key; else all on the tenant's, for the ingest stage where there is one. */
  readonly keyed: boolean;
}

/** A program that reads the input stream and publishes results. */
export interface Program {
  readonly name: string;
  readonly shape: Shape;
  /** Whether its results are those of the two analytics. */
  readonly computes: boolean;
  /** Of the events it is measured on: the slow one would take too long on all. */
  readonly share: number;
  /** Arguments of Node. */
  args(job: Job, servers: Servers): string[];
}

const BIN = pathOf('../../bin/millrace.js');
const PIPE = pathOf('../peers/jetstream/bare-pipe.ts');
const HAND = pathOf('../peers/jetstream/hand-written.ts');

/** All that can be compared: for each shape those that run on it, the one that others are measured against first. */
export const programs: readonly Program[] = [
  ...programsOf('1', { partitions: 1, keyed: true }),
  ...programsOf('4', { partitions: 4, keyed: true }),
  millrace('millrace-4-unkeyed', { partitions: 4, keyed: false }),
];

/** Those named, or all. Throws `usage` when a name is unknown. */
export function chosen(only: readonly string[] | undefined): Program[] {
  const known = programs.map(({ name }) => name);
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw usage(`there is no program ${unknown}`, `name some of ${known.join(',')}`);
  return programs.filter(({ name }) => only?.includes(name) ?? true);
}

function programsOf(suffix: string, shape: Shape): Program[] {
  return [
    { name: `pipe-${suffix}`, shape, computes: false, share: 1, args: (job) => [PIPE, JSON.stringify(job)] },
    { name: `hand-${suffix}`, shape, computes: true, share: 0.05, args: (job) => [HAND, JSON.stringify(job)] },
    millrace(`millrace-${suffix}`, shape),
  ];
}

function millrace(name: string, shape: Shape): Program {
  return { name, shape, computes: true, share: 1, args: (job, servers) => [BIN, 'start', configFile(job, servers)] };
}

/** Exactly once, both analytics at their defaults, a checkpoint each 5 s. */
function configFile({ server, tenant, partitions, threads }: Job, servers: Servers): string {
  const file = join(servers.folder, `${tenant}.yaml`);
  const config = {
    name: 'bench',
    log: { kind: 'jetstream', servers: server },
    store: {
      kind: 'cassandra',
      contactPoints: servers.cassandra,
      localDataCenter: servers.dataCenter,
      keyspace: 'millrace_bench',
    },
    threads,
    checkpoint: { every: '5s' },
    api: { listen: '127.0.0.1:0' },
    tenants: [{ id: tenant, partitions, analytics: [{ use: 'global-statistics' }, { use: 'alarm-window' }] }],
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config, undefined, 2));
  return file;
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

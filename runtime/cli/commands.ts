import type { Command } from 'commander';

/** A command: its name, a line of help, and the module that defines its arguments, options and action. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ define: (command: Command) => void }>;
}

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  { name: 'start', summary: 'run the runtime until a signal', load: () => import('./start.ts') },
  { name: 'run', summary: 'process a file to its end', load: () => import('./run.ts') },
  { name: 'simulate', summary: 'make base-station alarms', load: () => import('./simulate.ts') },
  { name: 'send', summary: "send lines down a tenant's channel", load: () => import('./send.ts') },
  { name: 'tail', summary: "print a tenant's results as they come", load: () => import('./tail.ts') },
  { name: 'tenants', summary: 'list, start and stop tenants', load: () => import('./tenants.ts') },
  {
    name: 'partitions',
    summary: 'list partitions with lag, watermark, checkpoint',
    load: () => import('./partitions.ts'),
  },
  { name: 'actors', summary: 'list actors', load: () => import('./actors.ts') },
  { name: 'actor', summary: "show one actor's state and windows", load: () => import('./actor.ts') },
  { name: 'batch', summary: "report on a tenant's archive", load: () => import('./batch.ts') },
  { name: 'store', summary: 'make the tables of a store', load: () => import('./store.ts') },
  {
    name: 'audit',
    summary: 'compare what was sent with its input, computed anew',
    load: () => import('./audit.ts'),
  },
  { name: 'redrive', summary: 'send set-aside records back in after a fix', load: () => import('./redrive.ts') },
  { name: 'config', summary: 'check, print or describe the configuration', load: () => import('./config.ts') },
];

import { logChoiceOf } from '../../../config/choices.ts';
import type { LoadedConfig } from '../../../config/types.ts';
import { type Channel, channelOf } from '../../channel/channel.ts';
import { Producer } from '../../channel/producer.ts';
import type { ThreadPool } from '../../threads/pool.ts';
import type { Customer } from '../runtime-control.ts';
import { Ingest } from './ingest.ts';
import { Reports } from './reports.ts';
import { Results } from './results.ts';

/** The two ends of tenants' channels, for those who use them by HTTP. */
export class CustomerEnds {
  readonly ingest: Ingest;
  readonly results: Results;
  readonly reports: Reports;

  /** @param pool where reports are made. */
  constructor(config: LoadedConfig, pool: Pick<ThreadPool, 'start'>) {
    const channel = ({ config: tenant }: Customer): Channel => channelOf({ ...config, tenants: [tenant] }, tenant.id);
    this.ingest = new Ingest(async (customer) => await Producer.open(channel(customer)));
    this.results = new Results(channel);
    this.reports = new Reports(pool, { log: logChoiceOf(config.log), store: config.store });
  }

  async close(): Promise<void> {
    this.results.end();
    await this.reports.close();
    await this.ingest.close();
  }
}

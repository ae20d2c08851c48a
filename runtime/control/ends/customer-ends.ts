import type { LoadedConfig } from '../../../config/types.ts';
import { type Channel, channelOf } from '../../channel/channel.ts';
import { Producer } from '../../channel/producer.ts';
import type { Customer } from '../runtime-control.ts';
import { Ingest } from './ingest.ts';
import { Results } from './results.ts';

/** The two ends of tenants' channels, for those who use them by HTTP. */
export class CustomerEnds {
  readonly ingest: Ingest;
  readonly results: Results;

  constructor(config: LoadedConfig) {
    const channel = ({ config: tenant }: Customer): Channel => channelOf({ ...config, tenants: [tenant] }, tenant.id);
    this.ingest = new Ingest(async (customer) => await Producer.open(channel(customer)));
    this.results = new Results(channel);
  }

  async close(): Promise<void> {
    this.results.end();
    await this.ingest.close();
  }
}

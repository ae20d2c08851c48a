import type { LoadedConfig } from '../../../config/types.ts';
import { channelOf } from '../../channel/channel.ts';
import { Producer } from '../../channel/producer.ts';
import { Ingest } from './ingest.ts';

/** The two ends of tenants' channels, for those who use them by HTTP. */
export class CustomerEnds {
  readonly ingest: Ingest;

  constructor(config: LoadedConfig) {
    this.ingest = new Ingest(
      async ({ config: tenant }) => await Producer.open(channelOf({ ...config, tenants: [tenant] }, tenant.id)),
    );
  }

  async close(): Promise<void> {
    await this.ingest.close();
  }
}

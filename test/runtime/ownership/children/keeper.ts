// Holds a lease as a process of its own: says `held`, then `lost <code>`. SIGTERM makes it give the lease back and end.
import { writeSync } from 'node:fs';
import { connect } from '@nats-io/transport-node';
import { JetStreamLeases } from '../../../../connectors/jetstream/leases.ts';
import { LeaseKeeper } from '../../../../runtime/ownership/lease-keeper.ts';

const [url = '', bucket = '', timeToLive = '', name = '', owner = ''] = process.argv.slice(2);
const connection = await connect({ servers: url });
const leases = new JetStreamLeases(connection, { bucket, replicas: 1, timeToLive: Number(timeToLive) });
const held = await new LeaseKeeper(leases).hold(name, owner, new AbortController().signal);
held.lost.addEventListener('abort', () => writeSync(1, `lost ${held.lost.reason.code}\n`));
process.on('SIGTERM', () => {
  void held.release().then(() => process.exit(0));
});
writeSync(1, 'held\n');

import { truth } from './leaves.ts';
import { section } from './section.ts';

export const archiveSchema = section({
  rollups: truth()
    .prefault(true)
    .describe(
      'Whether the events and activations of each key are counted by hour, of which reports are made. A partition keeps the last 48 hours of event time of every key, some 16 bytes an hour in which it had events; the store keeps them all.',
    ),
})
  .prefault({})
  .describe('What is kept for reports, in the store.');

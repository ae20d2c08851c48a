import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noModules } from '../../../actors/catalog.ts';
import { RawEvents } from '../../../runtime/partition/raw-events.ts';
import { log, tenantSettings } from '../../support/reference/arbitraries.ts';
import { referenceEvents, spelledEvents } from '../../support/reference/raw-events.ts';
import { logRecord } from '../../support/reference/run.ts';

it('raw events are the valid lines of a log, in their places', () => {
  fc.assert(
    fc.property(tenantSettings, log(30), fc.constantFrom(1, 2, 3), (settings, records, count) => {
      for (let index = 0; index < count; index++) {
        const place = { index, count };
        const events = new RawEvents(place, settings, noModules);
        const found = records.flatMap((record) => events.of(logRecord(record)));
        expect(spelledEvents(found)).toEqual(spelledEvents(referenceEvents({ records, settings, place })));
      }
    }),
    { numRuns: 300 },
  );
});

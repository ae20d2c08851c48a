import { type Modules, noModules } from '../../../actors/catalog.ts';
import type { TenantSettings } from '../../../actors/settings.ts';
import { IngestStage } from '../../../runtime/ingest/ingest-stage.ts';
import type { IngestResult } from '../../support/reference/ingest.ts';
import type { RefRecord } from '../../support/reference/reference.ts';
import { logRecord } from '../../support/reference/run.ts';
import { settingsOf } from '../../support/reference/settings.ts';

export const plain = settingsOf([{ id: 'global-statistics', use: 'global-statistics', emit: 'every-event' }]);

export function ingestOf(settings: TenantSettings, count = 3, modules: Modules = noModules): IngestStage {
  return new IngestStage({ count, settings, modules });
}

/** Takes the results out of a stage's outbox, in the form of the reference. */
export function drainIngest(stage: IngestStage): readonly IngestResult[] {
  const results = [...stage.outbox.results()].map((result): IngestResult => {
    const { input, index, output } = result;
    const bytes = Buffer.from(result.payload);
    const payload = output === 'error' ? withoutReason(bytes) : bytes.toString('hex');
    return { input, index, output, payload, key: stage.keyOf(result), target: stage.targetOf(result) };
  });
  stage.clearOutbox();
  return results;
}

/** Takes all records. Drains after each, or only once. */
export function runIngest(stage: IngestStage, records: readonly RefRecord[], often: boolean): readonly IngestResult[] {
  const results = records.flatMap((record) => {
    stage.take(logRecord(record));
    return often ? drainIngest(stage) : [];
  });
  return [...results, ...drainIngest(stage)];
}

/** An error as the reference has it, without what only people read. */
function withoutReason(bytes: Buffer): object {
  const error = JSON.parse(bytes.toString());
  delete error.Content.Reason;
  return error;
}

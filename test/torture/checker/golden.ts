import type { TenantSettings } from '../../../actors/settings.ts';
import { referenceIngest } from '../../support/reference/ingest.ts';
import { referenceResults } from '../../support/reference/reference.ts';
import type { LogOf, StoredRecord } from './logs.ts';

/** The results that an input has to give, as {@link spelledResult} spells them, by a computation of the tests' own. */
export function goldenResults(
  { partition, count }: LogOf,
  records: readonly StoredRecord[],
  settings: TenantSettings,
): readonly string[] {
  if (partition === 'ingest') {
    return referenceIngest(records, settings, count).map(({ input, index, output, payload, target }) => {
      const text =
        typeof payload === 'string' ? Buffer.from(payload, 'hex').toString('latin1') : JSON.stringify(payload);
      return spelled(`${input}.${index}`, output, text, target);
    });
  }
  const results = referenceResults({ records, settings, place: { index: partition, count } });
  return results.map(({ input, index, output, result }) =>
    spelled(`${input}.${index}`, output, JSON.stringify(result)),
  );
}

/** A result as it is stored. */
export function spelledResult({ identity, kind, payload, target }: StoredRecord): string {
  const encoding = kind === 'mid' ? 'latin1' : 'utf8';
  return spelled(identity ?? '?', kind, Buffer.from(payload).toString(encoding), target);
}

/** Why a line is wrong only people read: the reference doesn't say it. */
function spelled(identity: string, output: string, text: string, target?: number): string {
  const place = target === undefined ? '' : ` to ${target}`;
  if (output !== 'error') return `${identity} ${output}${place} ${text}`;
  const error = JSON.parse(text);
  delete error.Content.Reason;
  return `${identity} ${output} ${JSON.stringify(error)}`;
}

import type { LogRecord } from '../../../connectors/log.ts';
import type { RefResult } from '../reference/reference.ts';

/**
 * I5: at the moment a checkpoint is committed the output log holds every result of the inputs in it.
 *
 * @param sequence the checkpoint's newest input.
 * @param results of the whole input, by the reference.
 */
export function storedBeforeCommit(
  sequence: number,
  results: readonly RefResult[],
  output: readonly LogRecord[],
): string[] {
  const stored = new Set(output.map(({ identity }) => identity && `${identity.input}.${identity.index}`));
  return results
    .filter(({ input, index }) => input <= sequence && !stored.has(`${input}.${index}`))
    .map(({ input, index }) => `I5: ${input}.${index} is not stored when the checkpoint at ${sequence} is committed`);
}

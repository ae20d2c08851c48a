import type { Turn } from './turn.ts';

/**
 * What an alert says of how it came about, for whoever wants to check it: the records of its partition's input log that it
 * stands on, and the settings under which they were looked at. The same on every replay.
 */
export interface Proof {
  readonly Partition: number | 'merge';
  /**
   * Least and greatest input sequence of the events that the alert's window holds. Between them there may be inputs that
   * have nothing to do with it: of other keys, inactive, of other times. An alert of a user's own analytic names the one input
   * at which it was raised.
   */
  readonly 'First input': number;
  readonly 'Last input': number;
  /** See {@link Turn.settingsHash}. */
  readonly 'Settings hash': string;
}

export function proofOf(
  { partition, settingsHash }: Pick<Turn, 'partition' | 'settingsHash'>,
  firstInput: number,
  lastInput: number,
): Proof {
  return {
    Partition: partition,
    'First input': firstInput,
    'Last input': lastInput,
    'Settings hash': settingsHash,
  };
}

/** An alert with its proof at the end of its Content, or of itself where it has none. What is no plain object stays as it is. */
export function withProof(alert: unknown, proof: Proof): unknown {
  if (!isPlain(alert)) return alert;
  const { Content: content } = alert;
  return isPlain(content) ? { ...alert, Content: { ...content, ...proof } } : { ...alert, ...proof };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** How far the results that are stored are those that are due. */
export interface Verdict {
  /** Results stored. */
  readonly stored: number;
  /** The first differences, in words; empty when what is stored is a first part of what is due. */
  readonly differences: readonly string[];
}

const MOST = 5;

/**
 * Compares results with what is due, in their order: each once, none changed, none between. Fewer than are due is no difference:
 * the newest may be on their way.
 */
export function verdictOn(stored: readonly string[], due: readonly string[]): Verdict {
  const differences: string[] = [];
  for (const [i, result] of stored.entries()) {
    if (result === due[i]) continue;
    differences.push(`result ${i} is ${shortened(result)} and has to be ${shortened(due[i] ?? 'none')}`);
    if (differences.length === MOST) break;
  }
  if (differences.length > 0) differences.push(...counted(stored, due));
  return { stored: stored.length, differences };
}

function counted(stored: readonly string[], due: readonly string[]): string[] {
  const [have, want] = [new Map<string, number>(), new Set(due)];
  for (const result of stored) have.set(result, (have.get(result) ?? 0) + 1);
  const doubled = [...have.values()].filter((times) => times > 1).length;
  const foreign = [...have.keys()].filter((result) => !want.has(result)).length;
  const missing = due.slice(0, stored.length).filter((result) => !have.has(result)).length;
  return [`${missing} missing, ${doubled} doubled, ${foreign} changed or foreign, of ${stored.length}`];
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}

import { MillraceError, messageOf } from '../base/errors.ts';

/** Reports what a command threw on standard error, `code: what, where, what to do`, and sets the exit code. */
export function fail(thrown: unknown): void {
  process.exitCode = thrown instanceof MillraceError && thrown.code === 'usage' ? 2 : 1;
  if (thrown instanceof MillraceError) process.stderr.write(`${thrown.message}\n`);
  else process.stderr.write(`unexpected: ${messageOf(thrown)}, ${placeOf(thrown)}, please report it\n`);
}

/** Reports a wrong call; commander has already printed what is wrong. */
export function usageError(_thrown: Error): void {
  process.exitCode = 2;
}

function placeOf(thrown: unknown): string {
  const line = thrown instanceof Error ? thrown.stack?.split('\n').find((text) => text.trim().startsWith('at ')) : undefined;
  return line?.trim() ?? 'nowhere known';
}

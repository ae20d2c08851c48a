import type { CommanderError } from 'commander';
import { MillraceError, messageOf } from '../base/errors.ts';

/** Reports what a command threw on standard error, `code: what, where, what to do`, and sets the exit code. */
export function fail(thrown: unknown): void {
  process.exitCode = thrown instanceof MillraceError && thrown.code === 'usage' ? 2 : 1;
  if (thrown instanceof MillraceError) process.stderr.write(`${thrown.message}\n`);
  else process.stderr.write(`unexpected: ${messageOf(thrown)}, ${placeOf(thrown)}, please report it\n`);
}

/**
 * What commander found wrong with a call, as an error of ours.
 *
 * @param command as it was called, such as `millrace send`.
 */
export function usageError(thrown: CommanderError, command: string): MillraceError {
  const { message } = thrown;
  const suggested = /\(Did you mean (?:one of )?([^?]+)\?\)/.exec(message)?.[1];
  const wanted = /is invalid\. (.+)$/s.exec(message)?.[1];
  const what = message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean .*$/s, '')
    .replace(/(is invalid)\. .*$/s, '$1')
    .replace(/\. Expected/, ': expected')
    .replace(/\.$/, '');
  const see = `see \`${command} --help\``;
  const fix = suggested === undefined ? (wanted ?? see) : `did you mean ${suggested}?`;
  return new MillraceError('usage', { what, where: command, fix });
}

function placeOf(thrown: unknown): string {
  const line =
    thrown instanceof Error ? thrown.stack?.split('\n').find((text) => text.trim().startsWith('at ')) : undefined;
  return line?.trim() ?? 'nowhere known';
}

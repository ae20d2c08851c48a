/** `npm run services -- start|stop|status`; see the README. */
import { MillraceError, messageOf } from '../runtime/base/errors.ts';
import { perform } from './commands.ts';
import { readOptions } from './options.ts';

try {
  const { text, code } = await perform(readOptions(process.argv.slice(2)));
  process.stdout.write(`${text}\n`);
  process.exitCode = code;
} catch (thrown) {
  // What is wrong with both servers is said at once.
  const failures: unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown];
  for (const failure of failures) process.stderr.write(`${messageOf(failure)}\n`);
  process.exitCode = thrown instanceof MillraceError && thrown.code === 'usage' ? 2 : 1;
}

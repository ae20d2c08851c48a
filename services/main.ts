/** `npm run services -- start|stop|status`; see the README. */
import { MillraceError, messageOf } from '../runtime/base/errors.ts';
import { perform } from './commands.ts';
import { readOptions } from './options.ts';

try {
  const { text, code } = await perform(readOptions(process.argv.slice(2)));
  process.stdout.write(`${text}\n`);
  process.exitCode = code;
} catch (thrown) {
  process.stderr.write(`${messageOf(thrown)}\n`);
  process.exitCode = thrown instanceof MillraceError && thrown.code === 'usage' ? 2 : 1;
}

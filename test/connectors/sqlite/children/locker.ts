// Takes the lock of a data folder and holds it until it is killed, or prints why it can't.
import { writeSync } from 'node:fs';
import { acquireFolderLock } from '../../../../connectors/sqlite/folder-lock.ts';
import { MillraceError } from '../../../../runtime/base/errors.ts';

const [folder = '', api = ''] = process.argv.slice(2);
try {
  acquireFolderLock(folder, { name: 'child' }).publish({ api });
  writeSync(1, 'locked\n');
  setInterval(() => {}, 1000);
} catch (thrown) {
  writeSync(1, `${thrown instanceof MillraceError ? thrown.message : 'not a MillraceError'}\n`);
}

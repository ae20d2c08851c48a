// Holds the write lock of a file that isn't a log yet, as another process that is making it does, for a moment.
import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const db = new DatabaseSync(process.argv[2] ?? '');
db.exec('BEGIN IMMEDIATE');
writeSync(1, 'held\n');
setTimeout(() => db.close(), 150);

import { limits } from '../../runtime/base/limits.ts';
import '../support/owner/small-limits.ts';
import { MemorySite } from '../support/owner/site.ts';
import { zombieSuite } from './support/zombie-suite.ts';

// One result an append: one owner's numbers meet another's wherever they can.
Object.assign(limits, { publishedRecords: 1 });

zombieSuite(() => new MemorySite());

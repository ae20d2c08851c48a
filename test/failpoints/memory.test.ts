import '../support/owner/small-limits.ts';
import { MemorySite } from '../support/owner/site.ts';
import { failPointSuite } from './support/suite.ts';

failPointSuite('memory', () => new MemorySite());

import '../support/owner/small-limits.ts';
import { MemorySite } from '../support/owner/site.ts';
import { checkpointGateSuite } from './support/checkpoint-gate-suite.ts';
import { logGateSuite } from './support/log-gate-suite.ts';
import { MemoryVandal } from './support/memory-vandal.ts';

logGateSuite(
  () => new MemorySite(),
  (ground) => new MemoryVandal(ground.site as MemorySite, ground),
);
checkpointGateSuite(() => new MemorySite());

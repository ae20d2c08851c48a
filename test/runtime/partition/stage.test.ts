import { stageSuite } from '../../conformance/stage.suite.ts';
import { partitionOf } from '../../support/reference/run.ts';

stageSuite('a partition', (settings) => partitionOf({ settings }));

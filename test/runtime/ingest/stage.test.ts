import { stageSuite } from '../../conformance/stage.suite.ts';
import { ingestOf } from './support.ts';

stageSuite('an ingest stage', ingestOf);

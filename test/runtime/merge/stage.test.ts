import { stageSuite } from '../../conformance/stage.suite.ts';
import { mergeOf } from './support.ts';

stageSuite('a merge stage', mergeOf);

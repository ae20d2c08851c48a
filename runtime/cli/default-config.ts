import { fileURLToPath } from 'node:url';

/** The configuration of a command that is given none: the demo's. */
export const defaultConfig = fileURLToPath(new URL('../../config/examples/demo.yaml', import.meta.url));

/** The folders of the source, and which others each may import. A folder may always import itself and `runtime/base`. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  'runtime/base': [],
  actors: [],
  simulator: [],
  // The contracts themselves, and the registry that picks an implementation.
  connectors: ['connectors/memory', 'connectors/sqlite'],
  'connectors/memory': ['connectors'],
  'connectors/sqlite': ['connectors'],
  config: ['actors'],
  'runtime/partition': ['actors', 'connectors'],
  'runtime/delivery': ['connectors'],
  'runtime/checkpoint': ['connectors', 'runtime/partition'],
  'runtime/ingest': ['actors', 'connectors', 'runtime/partition'],
  'runtime/modules': ['actors', 'runtime/partition'],
  'runtime/inspection': ['actors', 'connectors', 'runtime/partition', 'runtime/checkpoint', 'runtime/modules'],
  'runtime/channel': ['actors', 'connectors', 'config', 'simulator', 'runtime/partition', 'runtime/modules'],
  'runtime/logging': [],
  // Leases: gets and keeps them, and knows nothing of what is owned.
  'runtime/ownership': ['connectors'],
  'runtime/threads': [
    'actors',
    'connectors',
    'config',
    'runtime/partition',
    'runtime/delivery',
    'runtime/checkpoint',
    'runtime/modules',
    'runtime/ingest',
    'runtime/inspection',
    'runtime/channel',
  ],
  'runtime/bounded': ['actors', 'config', 'runtime/partition', 'runtime/modules', 'runtime/threads'],
  'runtime/control': [
    'actors',
    'config',
    'connectors',
    'connectors/sqlite',
    'runtime/partition',
    'runtime/checkpoint',
    'runtime/modules',
    'runtime/ingest',
    'runtime/inspection',
    'runtime/threads',
  ],
  /** start.ts, the composition root, and index.ts, the public names. */
  runtime: ['*'],
  'runtime/cli': ['*'],
  bin: ['*'],
};

/** The one folder that imports each third-party package. */
export const homes: Readonly<Record<string, string>> = {
  commander: 'runtime/cli',
  fastify: 'runtime/control',
  msgpackr: 'runtime/base',
  pino: 'runtime/logging',
  piscina: 'runtime/threads',
  'prom-client': 'runtime/control',
  yaml: 'config',
  zod: 'config',
  'node:sqlite': 'connectors/sqlite',
};

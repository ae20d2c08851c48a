import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findOnPath } from '../../services/fetching/tools.ts';

const MAIN = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));
const missing = ['javac', 'mvn'].filter((name) => findOnPath(name) === undefined).join(' and ');

// The bench fails where a result of Flink's is missing, doubled or other than those of the plain loop.
test.skipIf(missing !== '')(
  `Flink's results are the same${missing && ` (skipped: no ${missing})`}`,
  {
    timeout: 240_000,
  },
  () => {
    const only = 'plain,millrace-2,flink-1,flink-2';
    const args = [
      'run',
      '--only',
      only,
      '--events',
      '20000',
      '--stations',
      '20',
      '--rate',
      '20',
      '--rounds',
      '1',
      '--json',
    ];
    const { stdout, stderr, status } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const { rows } = JSON.parse(stdout);
    expect(rows.map(({ program }: { program: string }) => program)).toEqual(only.split(','));
    for (const { seconds, userSeconds, maxRssBytes } of rows) {
      expect(Math.min(seconds, userSeconds)).toBeGreaterThan(0);
      expect(maxRssBytes).toBeGreaterThan(1e7);
    }
  },
);

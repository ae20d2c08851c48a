import { afterEach, expect, test, vi } from 'vitest';
import { compiled } from '../../../bench/support/java-job.ts';

afterEach(() => void vi.unstubAllEnvs());

test('without a Java it says which program was to run on it, and what else can be done', async () => {
  vi.stubEnv('JAVA_HOME', undefined);
  vi.stubEnv('PATH', '/nowhere');
  const job = { name: 'flink-9.9', folder: new URL('./nowhere/', import.meta.url) };
  await expect(compiled(job)).rejects.toThrow(
    /^service-unavailable: there is no Java to run flink-9\.9, .*, or leave that program out$/,
  );
});

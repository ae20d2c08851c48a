import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/servers/run-servers.ts'],
    testTimeout: 30_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
  },
});

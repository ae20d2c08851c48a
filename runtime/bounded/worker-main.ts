import { enableCompileCache } from 'node:module';

// The composition root of a bounded run's worker thread. The main thread's compile cache doesn't reach here.
enableCompileCache();
export const { runBounded } = await import('./bounded-task.ts');

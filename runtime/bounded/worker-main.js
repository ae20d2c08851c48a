import { enableCompileCache, flushCompileCache } from 'node:module';

// The composition root of a bounded run's worker thread; see worker-main.js of runtime/threads for its form.
enableCompileCache();
export const { runBounded } = await import('./bounded-task.ts');
flushCompileCache();

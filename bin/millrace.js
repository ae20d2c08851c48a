#!/usr/bin/env node
// Plain JavaScript that any Node can read: says which Node is needed before anything newer is loaded.
const needed = [24, 9];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `usage: millrace needs Node ${needed.join('.')} or newer, this is Node ${process.versions.node}, ` +
      'run it as `npx millrace` in its checkout, which brings a Node of its own',
  );
  process.exit(2);
}
const { enableCompileCache } = await import('node:module');
enableCompileCache();
const { main } = await import('../runtime/cli/main.ts');
const { endProcess } = await import('../runtime/cli/end-process.ts');
await main(process.argv);
await endProcess();

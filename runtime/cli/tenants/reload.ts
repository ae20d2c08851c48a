import { loadConfig } from '../../../config/load.ts';
import { connectRuntime } from '../../control/find-runtime.ts';
import type { Reloaded } from '../../control/runtime-control.ts';
import { print, printJson } from '../render/print.ts';

/** Has a live runtime read its configuration anew. */
export async function reloadTenants({
  config,
  json,
}: {
  readonly config: string;
  readonly json?: true;
}): Promise<void> {
  const reloaded = await (await connectRuntime(loadConfig(config))).reload();
  if (json) printJson(reloaded);
  else print(linesOf(reloaded));
}

function linesOf({ changed, added, left, tokens, atNextStart }: Reloaded): readonly string[] {
  const lines = [
    ...changed.map((id) => `${id}: other settings`),
    ...added.map((id) => `${id}: new`),
    ...left.map((id) => `${id}: no longer in the file; drained, its data stays`),
  ];
  if (tokens) lines.push("the API's tokens: others");
  if (atNextStart.length > 0) lines.push(`from the next start on: ${atNextStart.join(', ')}`);
  return lines.length > 0 ? lines : ['nothing has changed'];
}

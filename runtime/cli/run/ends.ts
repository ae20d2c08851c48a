import { fstatSync, type Stats, statSync } from 'node:fs';
import { MillraceError } from '../../base/errors.ts';
import { fileSink, type Sink } from '../../bounded/sink.ts';
import { fileSource, type Source, streamSource, unreadable } from '../../bounded/source.ts';
import { StandardOutput } from '../standard-output.ts';

/** Stands for standard input or standard output. */
export const STANDARD = '-';

/** Where a run reads. @throws file-unreadable. */
export async function openSource(path: string): Promise<Source> {
  if (path !== STANDARD) return await fileSource(path);
  if (statsOf(path, 0)?.isDirectory()) throw unreadable('standard input', new Error('it is a folder'));
  return streamSource(process.stdin, 'standard input');
}

/** Where a run writes. @throws file-unwritable. */
export async function openSink(path: string): Promise<Sink> {
  return path === STANDARD ? standardSink() : await fileSink(path);
}

/** Writing a file while it is read would destroy it. @throws usage. */
export function refuseSameFile(input: string, output: string): void {
  const read = statsOf(input, 0);
  const written = statsOf(output, 1);
  if (!read?.isFile() || !written?.isFile() || read.ino !== written.ino || read.dev !== written.dev) return;
  throw new MillraceError('usage', {
    what: `input and output are the same file (${[input, output].find((path) => path !== STANDARD) ?? STANDARD})`,
    where: 'millrace run',
    fix: 'write to another file',
  });
}

function standardSink(): Sink {
  const output = new StandardOutput();
  // Whoever read the results wants no more of them, which is no failure; what else went wrong is reported, with its exit code,
  // by the stream's own errors, which come next.
  output.gone.addEventListener('abort', () => setImmediate(() => process.exit()));
  return {
    write: async (pieces) => {
      for (const piece of pieces) await output.write(piece);
    },
    end: async () => undefined,
  };
}

/** Undefined where there is nothing yet. */
function statsOf(path: string, standard: number): Stats | undefined {
  try {
    return path === STANDARD ? fstatSync(standard) : statSync(path);
  } catch {
    return undefined;
  }
}

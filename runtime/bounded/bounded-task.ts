import type { MessagePort } from 'node:worker_threads';
import { LineCutter } from '../base/line-cutter.ts';
import { loadModules } from '../modules/load-modules.ts';
import { plainError } from '../threads/plain-error.ts';
import { BoundedPartitions } from './bounded-partitions.ts';
import type { BoundedSpec, FromBounded, ToBounded } from './protocol.ts';

/** Takes chunks until the end of the input; what fails is told, once. */
export async function runBounded({ spec, port }: { spec: BoundedSpec; port: MessagePort }): Promise<void> {
  const received: ToBounded[] = [];
  const spare: ArrayBuffer[] = [];
  const ended = Promise.withResolvers<void>();
  let work: ((message: ToBounded) => void) | undefined;
  port.on('message', (message: ToBounded) => {
    if (work === undefined) received.push(message);
    else work(message);
  });
  port.on('close', ended.resolve);
  try {
    const partitions = new BoundedPartitions(spec, await loadModules(spec.settings, spec.folder), (error) =>
      answer(port, { type: 'thrown', error: error.toJSON() }),
    );
    const cutter = new LineCutter(spec.settings.input.maxRecordBytes, (bytes, start, end) =>
      partitions.take(bytes, start, end),
    );
    work = (message) => {
      try {
        if (message.type === 'chunk') {
          spare.push(...message.spare);
          cutter.push(new Uint8Array(spec.buffers[message.buffer] as SharedArrayBuffer, 0, message.length));
          answer(port, { type: 'results', ...partitions.takeResults(spare) });
        } else {
          cutter.end();
          partitions.end();
          const { quality, keys } = partitions;
          answer(port, { type: 'end', ...partitions.takeResults(spare), quality, keys });
        }
      } catch (thrown) {
        answer(port, { type: 'failure', error: plainError(thrown, 'a bounded run') });
      }
    };
    for (const message of received) work(message);
  } catch (thrown) {
    answer(port, { type: 'failure', error: plainError(thrown, 'a bounded run') });
  }
  await ended.promise;
}

function answer(port: MessagePort, message: FromBounded): void {
  const transfer = 'lines' in message ? message.lines.map(({ buffer }) => buffer as ArrayBuffer) : [];
  port.postMessage(message, transfer);
}

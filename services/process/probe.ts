import { connect } from 'node:net';

const PATIENCE_MILLISECONDS = 5_000;

/** Whether the server at an address gives the answer wanted, within five seconds. `question` is what is sent first. */
export async function answers(
  host: string,
  port: number,
  question: Uint8Array,
  isAnswer: (answer: Buffer) => boolean,
): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MILLISECONDS });
    let heard = Buffer.alloc(0);
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write(question));
    socket.on('data', (piece) => {
      heard = Buffer.concat([heard, piece]);
      if (isAnswer(heard)) end(true);
    });
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => end(false));
  });
}

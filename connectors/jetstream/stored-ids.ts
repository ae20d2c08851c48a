import type { MillraceError } from '../../runtime/base/errors.ts';
import type { Answers } from './ack-inbox.ts';
import { serverErrors } from './errors.ts';
import type { Outlet } from './outlet.ts';
import type { OutgoingMessage } from './wire.ts';

/** A message and the id by which the server stores it once. */
export interface Identified {
  readonly id: string;
  readonly message: OutgoingMessage;
}

/** No kind of rollup: a message that asks for it is refused, on a stream that allows rollup too. */
const REFUSED = 'Nats-Rollup: none\r\n';

/**
 * Asks the server which of these messages it has stored within its duplicate window, without storing any: it looks at a message's id
 * first, and refuses what makes no sense before anything is proposed to the stream's replicas. (An expected last sequence is looked
 * at before the id on a stream of one replica; an expected last id, which only an applied proposal is held against, stops a
 * replicated stream of 2.15.1 for good when it is wrong.) All are asked at once. Resolves with the sequence of each, undefined
 * for those that are not stored.
 *
 * @throws outcome-unknown when one was not answered.
 */
export async function storedAt(outlet: Outlet, asked: readonly Identified[]): Promise<readonly (number | undefined)[]> {
  const answers = asked.map(({ id, message }) => {
    const answer = new IsStored();
    const question = { subject: message.subject, headers: '', payload: new Uint8Array() };
    outlet.publish(question, `Nats-Msg-Id: ${id}\r\n${REFUSED}`, answer);
    return answer.sequence;
  });
  return await Promise.all(answers);
}

class IsStored implements Answers {
  readonly #settled = Promise.withResolvers<number | undefined>();

  get sequence(): Promise<number | undefined> {
    return this.#settled.promise;
  }

  answered(sequence: number, isDuplicate: boolean): void {
    if (isDuplicate) this.#settled.resolve(sequence);
    else this.#settled.reject(new Error(`the server has stored what it should have refused, at ${sequence}`));
  }

  failed(error: MillraceError, code?: number): void {
    if (code === serverErrors.rollupRefused) this.#settled.resolve(undefined);
    else this.#settled.reject(error);
  }
}

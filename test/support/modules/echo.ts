import { defineActor } from '../../../actors/actor.ts';
import { chainedResult } from '../../../actors/chaining.ts';
import { objectState } from '../../../actors/state.ts';

/** Numbers the results of others that come to each actor, and sends each on with its number. Throws where it is told to. */
export const echo = defineActor({
  name: 'echo',
  state: objectState(() => ({ taken: 0 })),
  settings: (given) => ({ throwsAt: 0, ...(given as object) }),
  onEvent(turn, state, event, { throwsAt }) {
    const { of, output, result } = chainedResult(event);
    if (throwsAt !== 0 && event.time % throwsAt === 0) throw new Error('told to');
    state.taken++;
    turn.emit('echo', { Key: turn.key, Number: state.taken, Time: event.time, Of: of, Output: output, Result: result });
  },
});

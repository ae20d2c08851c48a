import { expect, test } from 'vitest';
import { MemoryTenantRegister } from '../../../connectors/memory/tenant-register.ts';
import { MillraceError } from '../../../runtime/base/errors.ts';
import { Beginning } from '../../../runtime/control/beginning.ts';
import { LateRegister } from '../../../runtime/control/late-register.ts';
import { WaitNotices } from '../../../runtime/control/wait-notices.ts';

const away = new MillraceError('broker-unavailable', { what: 'nobody answers', where: 'here', fix: 'wait' });
const never = new AbortController().signal;

function silently(): Beginning {
  return new Beginning(() => undefined);
}

test('few lines tell of a wait, however long it lasts', () => {
  const notices = new WaitNotices();
  const said: number[] = [];
  for (let second = 0; second <= 86_400; second += 10) if (notices.isDue(second * 1000)) said.push(second);
  expect(said.slice(0, 5)).toEqual([0, 10, 20, 40, 80]);
  expect(said.length).toBeLessThan(16);
});

test('a broker that is away is waited for, and told of; what waiting does not mend is thrown', async () => {
  const lines: string[] = [];
  const beginning = new Beginning((level, message) => lines.push(`${level} ${message}`));
  let tries = 0;
  const waits: unknown[] = [];
  await beginning.when(async () => {
    waits.push(beginning.wait?.code);
    if (++tries < 3) throw away;
  }, never);
  expect(waits).toEqual([undefined, 'broker-unavailable', 'broker-unavailable']);
  expect(beginning.wait).toBeUndefined();
  expect(lines).toEqual([
    expect.stringMatching(/^warn has not begun yet and waits, .*: broker-unavailable: nobody answers/),
    expect.stringMatching(/^info has begun, /),
  ]);
  const refused = new MillraceError('broker-refused', { what: 'no', where: 'here', fix: 'ask' });
  await expect(silently().when(async () => Promise.reject(refused), never)).rejects.toBe(refused);
});

test('the wait ends when it is to stop, also while a try gets no answer', async () => {
  const stop = new AbortController();
  const attempt = async (): Promise<void> => {
    stop.abort();
    throw away;
  };
  await expect(silently().when(attempt, stop.signal)).rejects.toBe(stop.signal.reason);
  await expect(silently().when(attempt, stop.signal)).rejects.toBe(stop.signal.reason);

  const later = new AbortController();
  const silent = Promise.withResolvers<void>();
  const ended = silently().when(async () => {
    later.abort();
    await silent.promise;
  }, later.signal);
  await expect(ended).rejects.toBe(later.signal.reason);
  silent.reject(away);
});

test('a register is opened by the first call that reaches it, once', async () => {
  let opened = 0;
  let isThere = false;
  const register = new LateRegister(async () => {
    opened++;
    if (!isThere) throw away;
    return new MemoryTenantRegister();
  });
  await expect(register.list()).rejects.toBe(away);
  await expect(Promise.all([register.get('a'), register.setStopped('a', true)])).rejects.toBe(away);
  isThere = true;
  const before = opened;
  await Promise.all([register.enter('a', 2), register.enter('b', 1)]);
  expect(opened).toBe(before + 1);
  await register.setStopped('a', true);
  expect(await register.list()).toMatchObject([
    { id: 'a', partitions: 2, stopped: true },
    { id: 'b', stopped: false },
  ]);
  await register.add('c', 1, { id: 'c' });
  await register.update('c', { id: 'c', partitions: 1 });
  expect((await register.get('c'))?.section).toEqual({ id: 'c', partitions: 1 });
  await register.remove('b');
  expect(await register.get('b')).toBeUndefined();
  await register.close();
});

test('a register that is still being opened holds no end up, and is closed once it is there', async () => {
  const opening = Promise.withResolvers<MemoryTenantRegister>();
  const register = new LateRegister(async () => await opening.promise);
  const entered = register.enter('a', 1);
  await register.close();
  const closed = Promise.withResolvers<void>();
  const opened = new MemoryTenantRegister();
  opened.close = async () => closed.resolve();
  opening.resolve(opened);
  await closed.promise;
  await entered;
});

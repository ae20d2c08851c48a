import { describe, expect, it } from 'vitest';
import { MillraceError, messageOf, systemCodeOf } from '../../../runtime/base/errors.ts';

const parts = { what: 'it broke', where: 'here', fix: 'mend it' };

describe('an error', () => {
  it('says what, where and what to do', () => {
    const cause = new Error('deeper');
    const error = new MillraceError('log-gap', { ...parts, cause });
    expect(error.message).toBe('log-gap: it broke, here, mend it');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ ...parts, name: 'MillraceError', code: 'log-gap', cause });
  });

  it('survives a trip as JSON', () => {
    const error = new MillraceError('fenced', parts);
    const back = MillraceError.revive(JSON.parse(JSON.stringify(error)));
    expect(JSON.parse(JSON.stringify(error))).toEqual({ code: 'fenced', ...parts });
    expect([back.message, back.code, back.toJSON()]).toEqual([error.message, 'fenced', error.toJSON()]);
  });
});

it('every thrown value has a message', () => {
  const silent = Object.assign(new Error('x'), { message: undefined });
  const hostile = {
    toString(): string {
      throw new Error('no');
    },
  };
  const thrown = [new Error('said'), 'text', 7, null, undefined, Symbol('s'), Object.create(null), silent, hostile];
  const messages = thrown.map(messageOf);
  expect(messages.slice(0, 6)).toEqual(['said', 'text', '7', 'null', 'undefined', 'Symbol(s)']);
  for (const message of messages) expect(message).toBeTypeOf('string');
});

it('the code of the operating system is told from other codes', () => {
  expect(systemCodeOf(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe('ENOENT');
  expect([systemCodeOf({ code: 5 }), systemCodeOf('ENOENT'), systemCodeOf(null)]).toEqual(Array(3).fill(undefined));
});

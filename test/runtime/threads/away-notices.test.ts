import { expect, test } from 'vitest';
import { limits } from '../../../runtime/base/limits.ts';
import { AwayNotices } from '../../../runtime/threads/away-notices.ts';

const NAMES = Array.from({ length: 300 }, (_, i) => `customer1/${i}`);

function noticesAt() {
  const lines: string[] = [];
  const clock = { now: 0 };
  const log = (level: string, message: string, fields: object) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  };
  return { notices: new AwayNotices(log, () => clock.now), lines, clock };
}

test('hundreds of partitions that a server keeps waiting give a line at once, one each period with their number, and one at the end', () => {
  const { notices, lines, clock } = noticesAt();
  const tryAll = () => {
    for (const name of NAMES) notices.away('owner', name, 'store-unavailable: no node answers');
  };
  for (clock.now = 0; clock.now < 4 * limits.waitNoticeMilliseconds; clock.now += 1000) tryAll();
  expect(lines).toEqual([
    'warn not taken over yet, tried again: partition customer1/0: store-unavailable: no node answers {"partitions":1}',
    'warn not taken over yet, tried again: 300 partitions, for 5s so far: store-unavailable: no node answers {"partitions":300}',
    'warn not taken over yet, tried again: 300 partitions, for 10s so far: store-unavailable: no node answers {"partitions":300}',
  ]);
  for (const name of NAMES) notices.back('owner', name);
  expect(lines.slice(3)).toEqual(['info all partitions are taken over again, after 20s {}']);
  notices.back('owner', 'customer1/0');
  expect(lines).toHaveLength(4);
});

test('a late checkpoint is told for itself, one that is away again anew, and one that has stopped is waited for no more', () => {
  const { notices, lines } = noticesAt();
  notices.away('owner', 'a/0', 'gone');
  notices.away('checkpoint', 'a/1', 'gone');
  notices.away('checkpoint', 'a/2', 'gone');
  notices.back('checkpoint', 'a/1');
  notices.gone('a/0');
  notices.back('checkpoint', 'a/2');
  notices.away('owner', 'a/3', 'gone');
  expect(lines.map((line) => line.replace(/ \{.*/, ''))).toEqual([
    'warn not taken over yet, tried again: partition a/0: gone',
    'warn a checkpoint is late, results go on: partition a/1: gone',
    'info the store takes checkpoints again, after 0ms',
    'warn not taken over yet, tried again: partition a/3: gone',
  ]);
});

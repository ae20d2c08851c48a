import { expect, test } from 'vitest';
import { ahead } from '../../../runtime/base/read-ahead.ts';

test('gives items in their order, with a bound on those under way', async () => {
  let underWay = 0;
  let most = 0;
  const get = async (item: number): Promise<number> => {
    most = Math.max(most, ++underWay);
    await Promise.resolve();
    return item * 10;
  };
  const got: number[] = [];
  for await (const item of ahead([1, 2, 3, 4, 5, 6, 7], get, 3)) {
    underWay--;
    got.push(item);
  }
  expect(got).toEqual([10, 20, 30, 40, 50, 60, 70]);
  expect(most).toBe(3);
});

test('fails at the turn of the item that fails, and leaves the others unheard', async () => {
  const get = async (item: number): Promise<number> => {
    if (item >= 3) throw new Error(`no ${item}`);
    return item;
  };
  const got: number[] = [];
  const all = async (): Promise<void> => {
    for await (const item of ahead([1, 2, 3, 4], get, 4)) got.push(item);
  };
  await expect(all()).rejects.toThrow('no 3');
  expect(got).toEqual([1, 2]);
});

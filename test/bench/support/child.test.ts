import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { Child } from '../../../bench/support/child.ts';
import { measure } from '../../../bench/support/measure.ts';

test('what works with a program is ended when that ends, and says what it printed', async () => {
  await using child = new Child({ args: ['-e', 'console.error("out of luck"); process.exit(3)'] });
  const forever = ['-e', 'setInterval(() => undefined, 1000)'];
  await expect(measure({ args: forever }, tmpdir(), child.ended)).rejects.toThrow(/^bench-failed: .*out of luck/);
  expect(() => child.check()).toThrow('out of luck');
});

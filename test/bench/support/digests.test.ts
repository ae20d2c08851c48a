import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { digestOf, digestOfSet } from '../../../bench/support/digests.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-digests-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'file');
  writeFileSync(path, text);
  return path;
}

describe('digests', () => {
  it('tells files apart by their bytes', async () => {
    const first = await digestOf(file('a\nb\n'));
    expect(await digestOf(file('b\na\n'))).not.toBe(first);
    expect(await digestOf(file('a\nb\n'))).toBe(first);
  });

  it('compares lines as a set in which each counts as often as it is there, without wrong lines', async () => {
    const first = await digestOfSet(file('a\nb\nb\n'));
    expect(await digestOfSet(file('b\na\nb\n'))).toBe(first);
    expect(await digestOfSet(file('b\n{"Message Type":"DeserializationError"}\na\nb\n'))).toBe(first);
    expect(await digestOfSet(file('a\nb\n'))).not.toBe(first);
    expect(await digestOfSet(file('a\na\nb\n'))).not.toBe(first);
    expect(await digestOfSet(file('a\nb\nc\n'))).not.toBe(first);
  });

  const PROOF = ',"Partition":0,"First input":7,"Last input":12,"Settings hash":"0123456789abcdef"';

  it('leaves out what Millrace adds to results, and nothing else', async () => {
    const error = (more: string) => `{"Message Type":"DeserializationError","Content":{"Error line":"x"${more}}}\n`;
    const window = (more: string) => `{"Message Type":"Window Streaming Analytics","Content":{"Alarm":1${more}}}\n`;
    const bare = error('') + window('');
    const same = error(',"Reason":"a \\"b\\" c","Bytes":70000') + window(`,"Analytic":"alarm-window"${PROOF}`);
    expect(await digestOf(file(same))).toBe(await digestOf(file(bare)));
    expect(await digestOfSet(file(same))).toBe(await digestOfSet(file(bare)));
    for (const more of [
      ',"Other":"y"',
      `,"Analytic":"y"${PROOF},"Other":1`,
      `,"Analytic":"y","Other":1${PROOF}`,
      ',"Reason":"y"',
      ',"Active alarms counter":6',
    ]) {
      expect(await digestOf(file(window(more)))).not.toBe(await digestOf(file(window(''))));
      expect(await digestOfSet(file(window(more)))).not.toBe(await digestOfSet(file(window(''))));
    }
    expect(await digestOf(file(error(',"Analytic":"y"')))).not.toBe(await digestOf(file(error(''))));
    expect(await digestOf(file('a\nb'))).not.toBe(await digestOf(file('a\nb\n')));
  });
});

import { describe, expect, test } from 'vitest';
import { type AuditFrom, startingPoint } from '../../../runtime/audit/starting-point.ts';
import type { Manifest } from '../../../runtime/checkpoint/manifest.ts';

/** Checkpoints, newest first, each at ten times its number; capitals were taken by other code. */
function begins(asked: AuditFrom | undefined, inputFirst: number, checkpoints: readonly (readonly [number, string])[]) {
  const manifests = checkpoints.map(([checkpoint, codeHash]) => {
    return { checkpoint, codeHash, head: { sequence: checkpoint * 10 } } as unknown as Manifest;
  });
  const start = startingPoint(asked, { inputFirst, manifests, codeHashes: new Set(['a', 'b']) });
  if ('code' in start) return start.code;
  return [start.from, ...start.ways.map((manifest) => manifest?.checkpoint ?? 'start')];
}

const KEPT = [
  [5, 'a'],
  [4, 'b'],
  [3, 'a'],
] as const;
const CHANGED = [
  [5, 'a'],
  [4, 'b'],
  [3, 'OLD'],
] as const;

describe('where an audit begins', () => {
  test('by default at the start of the log, or at the oldest checkpoint where that is gone', () => {
    expect(begins(undefined, 1, KEPT)).toEqual([1, 'start']);
    expect(begins(undefined, 1, [])).toEqual([1, 'start']);
    expect(begins(undefined, 25, KEPT)).toEqual([31, 3, 4, 5]);
    expect(begins(undefined, 25, [])).toBe('input-expired');
  });

  test('at the start only when it is there', () => {
    expect(begins('start', 1, KEPT)).toEqual([1, 'start']);
    expect(begins('start', 2, KEPT)).toBe('input-expired');
  });

  test('at the oldest checkpoint kept', () => {
    expect(begins('checkpoint', 1, KEPT)).toEqual([31, 3, 4, 5]);
    expect(begins('checkpoint', 1, [])).toBe('checkpoint-unusable');
  });

  test('with an input: from the newest checkpoint before it, or from the start', () => {
    expect(begins(45, 1, KEPT)).toEqual([45, 4, 3, 'start']);
    expect(begins(51, 1, KEPT)).toEqual([51, 5, 4, 3, 'start']);
    expect(begins(50, 1, KEPT)).toEqual([50, 4, 3, 'start']);
    expect(begins(20, 1, KEPT)).toEqual([20, 'start']);
    expect(begins(20, 5, KEPT)).toBe('input-expired');
  });

  test('not with what other code has computed', () => {
    expect(begins(undefined, 1, CHANGED)).toBe('code-changed');
    expect(begins('start', 1, CHANGED)).toBe('code-changed');
    expect(begins(undefined, 25, CHANGED)).toEqual([41, 4, 5]);
    expect(begins('checkpoint', 1, CHANGED)).toEqual([41, 4, 5]);
    expect(begins(45, 1, CHANGED)).toEqual([45, 4]);
    expect(begins(35, 1, CHANGED)).toBe('code-changed');
    expect(begins('checkpoint', 1, [[5, 'NEW']])).toBe('code-changed');
  });
});

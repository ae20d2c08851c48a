import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));

function bench(...args: string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
}

describe('npm run bench', () => {
  it('runs the loops in turn and reports medians', () => {
    const { stdout, stderr } = bench('run', '--only', 'plain,fast', '--events', '3000', '--rounds', '1', '--json');
    expect(stderr).toBe('');
    const { rows } = JSON.parse(stdout);
    expect(rows.map(({ program }: { program: string }) => program)).toEqual(['plain', 'fast']);
    for (const row of rows) {
      expect(row.summary.events + row.summary.wrong).toBe(3000);
      expect(row.seconds).toBeGreaterThan(0);
      expect(row.userSeconds).toBeGreaterThan(0);
      expect(row.maxRssBytes).toBeGreaterThan(1e6);
    }
  });

  it('reports memory a key', () => {
    const { stdout } = bench('memory', '--only', 'fast', '--keys', '1000', '--json');
    const [row] = JSON.parse(stdout).rows;
    expect(row.summary.keys).toBe(1000);
    expect(row.bytesPerKey).toBe(Math.round(row.maxRssBytes / 1000));
  });

  it('reports how long checkpoints hold events up, and a restore', () => {
    const { stdout, stderr } = bench('restore', '--only', 'sqlite', '--keys', '5000', '--json');
    expect(stderr).toBe('');
    const [{ checkpoints, restore }] = JSON.parse(stdout).rows;
    expect(checkpoints.map(({ written }: { written: number }) => written)).toEqual([5000, 500]);
    expect(checkpoints[0].longestPause).toBeGreaterThan(0);
    expect(restore).toMatchObject({ actors: 5000, bytes: checkpoints[0].bytes + checkpoints[1].bytes });
  });

  it.each([
    [],
    ['jump'],
    ['run', '--rounds', '0'],
    ['run', '--events', '1.5'],
    ['run', '--only', 'slow'],
    ['run', '--x'],
    ['restore', '--only', 'paper'],
  ])('refuses %j as a wrong call', (...args) => {
    const { status, stderr } = bench(...args.flat());
    expect(status).toBe(2);
    expect(stderr).toMatch(/^usage: /);
  });
});

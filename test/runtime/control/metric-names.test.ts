import { beforeAll, describe, expect, test } from 'vitest';
import { families } from '../../../runtime/control/metric-families.ts';
import { MemoryControl } from './support/memory-control.ts';
import { serving } from './support/serving.ts';

// The rules of `promtool check metrics` (prometheus/client_golang, prometheus/testutil/promlint), for all that is ours.

/** Units that a name may end in, before `_total`; others have a base unit that is wanted instead. */
const OTHER_UNITS =
  /_(milli|micro|nano)?(ms|us|ns|minutes?|hours?|days?|weeks?|milliseconds?|microseconds?|nanoseconds?|kilobytes?|megabytes?|gigabytes?|kib|mib|gib|kb|mb|gb|bits?|percent|percentage|second|byte)(_total)?$/;
/** Words for times and sizes: a name with one says its unit. */
const WITH_UNIT = /(age|delay|duration|pause|response|waiting|timestamp|late|size)/;

describe('what /metrics tells', () => {
  let text: string;
  const types = new Map<string, string>();
  const helps = new Map<string, string>();
  const samples: string[] = [];

  beforeAll(async () => {
    await using api = await serving(new MemoryControl());
    text = await (await fetch(`${api.address}/metrics`)).text();
    for (const line of text.split('\n')) {
      const [, kind, name = '', rest = ''] = /^# (TYPE|HELP) (\S+) (.+)$/.exec(line) ?? [];
      if (kind === 'TYPE') types.set(name, rest);
      else if (kind === 'HELP') helps.set(name, rest);
      else if (line !== '' && !line.startsWith('#')) samples.push(line.replace(/[{ ].*/, ''));
    }
  });

  test('has HELP and TYPE for each name, once, before its samples', () => {
    const ofHelp = text.split('\n').filter((line) => line.startsWith('# HELP '));
    expect(helps.size).toBe(ofHelp.length);
    expect([...helps.keys()]).toEqual([...types.keys()]);
    const nameOf = (sample: string) => (types.has(sample) ? sample : sample.replace(/_(bucket|sum|count)$/, ''));
    expect([...new Set(samples.map(nameOf))].filter((name) => !types.has(name))).toEqual([]);
    expect(families.map(({ name }) => name).filter((name) => !types.has(name))).toEqual([]);
    expect([...helps].filter(([name, help]) => name.startsWith('millrace_') && !/^[A-Z0-9].*\.$/.test(help))).toEqual(
      [],
    );
  });

  test('has names in snake case, in base units, of counters alone with _total', () => {
    const ours = [...types].filter(([name]) => name.startsWith('millrace_'));
    expect(ours.length).toBeGreaterThan(35);
    for (const [name, type] of ours) {
      expect(name).toMatch(/^millrace(_[a-z]+)+$/);
      expect(name).not.toMatch(OTHER_UNITS);
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      expect(name).not.toMatch(/_(bucket|sum|count|info|gauge|counter|histogram|summary)$/);
      if (WITH_UNIT.test(name) && !/_(events|records|hits)_/.test(name))
        expect(name).toMatch(/_(seconds|bytes)(_total)?$/);
    }
  });

  test('has labels in snake case, none of which the kind of metric or a unit is', () => {
    const labels = new Set([...text.matchAll(/[{,]([^=,{}"]+)="/g)].map(([, label]) => label as string));
    expect([...labels].filter((label) => !/^[a-z_]+$/.test(label))).toEqual([]);
    expect(labels).toContain('tenant');
    for (const { label } of families) expect(label ?? 'none').toMatch(/^[a-z]+$/);
  });
});

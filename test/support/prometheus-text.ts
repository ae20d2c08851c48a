import { expect } from 'vitest';

/** What a text in Prometheus' format says. */
export interface ParsedMetrics {
  /** `counter`, `gauge`, `histogram` or `summary` by the family's name. */
  readonly types: ReadonlyMap<string, string>;
  /** By name and labels, as they are written. */
  readonly samples: ReadonlyMap<string, number>;
}

const SAMPLE = /^([a-z][a-z0-9_]*)(\{(?:[a-z_]+="[^"\n]*",?)*\})? ([0-9.e+-]+|Nan|[+-]Inf)$/;

/** Reads the text format strictly: every line is a sample of a family declared before it, no sample is there twice. */
export function parseMetrics(text: string): ParsedMetrics {
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    const declared = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line);
    if (declared !== null) types.set(declared[1] as string, declared[2] as string);
    if (line === '' || line.startsWith('# ')) continue;
    const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? expect.fail(`not a sample: ${line}`);
    expect(types.has(familyOf(name)) || types.has(name)).toBe(true);
    expect(samples.has(name + labels)).toBe(false);
    samples.set(name + labels, Number(value));
  }
  return { types, samples };
}

/** The family that a histogram's sample belongs to; any other name as it is. */
export function familyOf(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, '');
}

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a configuration names a variable
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configJsonSchema } from '../../config/json-schema.ts';
import { alarmWindow, minimal, tenant } from './support.ts';

const schema = z.fromJSONSchema(configJsonSchema() as z.core.JSONSchema.JSONSchema);
const accepts = (text: string) => schema.safeParse(parse(text)).success;

describe('configJsonSchema', () => {
  test('accepts the demo as it stands in its file', () => {
    expect(accepts(readFileSync(join(import.meta.dirname, '../../config/examples/demo.yaml'), 'utf8'))).toBe(true);
  });

  test('accepts durations and sizes as text, and environment variables in place of numbers and words', () => {
    expect(accepts(minimal('checkpoint: { every: 250ms }', 'log: { kind: sqlite, retention: { size: 5GiB } }'))).toBe(
      true,
    );
    expect(accepts(minimal('threads: ${env:N}', 'logs: { level: "${env:LEVEL:-info}" }'))).toBe(true);
    expect(accepts(minimal('threads: ${file:/run/threads}'))).toBe(true);
    expect(accepts(tenant('analytics: [{ use: ./mine.ts, settings: { a: 1 } }]'))).toBe(true);
  });

  test.each([
    ['an unknown key', minimal('colour: red')],
    ['a duration without a unit', minimal('checkpoint: { every: 5 }')],
    ['a number out of range', minimal('checkpoint: { keep: 1 }')],
    ['an unknown kind', alarmWindow('window: { kind: hopping }')],
    ["another window's key", alarmWindow('window: { kind: tumbling, size: 5s, slide: 5s }')],
    ['an unknown analytic', tenant('analytics: [{ use: mine }]')],
    ['no tenants', 'name: a'],
  ])('refuses %s', (_, text) => {
    expect(accepts(text)).toBe(false);
  });

  test('describes keys and names their defaults for editors', () => {
    const { properties } = configJsonSchema();
    expect(properties?.threads).toMatchObject({
      default: 'auto',
      description: expect.stringContaining('Worker threads'),
    });
  });
});

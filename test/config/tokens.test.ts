// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a configuration names a variable
import { describe, expect, test } from 'vitest';
import { printConfig } from '../../config/print.ts';
import { minimal, parse } from './support.ts';

const environment = { ALL: 'operators-own', C1: '12345' };
const TOKENS = 'api: { tokens: [{ token: "${env:ALL}" }, { tenant: c1, token: "${env:C1}" }] }';

describe('tokens of the API', () => {
  test("come from the environment, an operator's and a tenant's", () => {
    expect(parse(minimal(TOKENS), { environment }).api.tokens).toEqual([
      { token: 'operators-own' },
      { tenant: 'c1', token: '12345' },
    ]);
  });

  test('are never printed', () => {
    const printed = printConfig(parse(minimal(TOKENS), { environment }));
    expect(printed).toContain('${env:ALL}');
    expect(printed).not.toMatch(/operators-own|12345/);
  });

  test.each([
    [
      'in the file',
      'api: { tokens: [{ token: operators-own }] }',
      'found a token in the configuration but wanted one from the environment or a file of its own, at api.tokens.0.token',
    ],
    [
      'that two have',
      'api: { tokens: [{ token: "${env:C1}" }, { tenant: c1, token: "${env:C1}" }] }',
      'found a token that another one has, too, at api.tokens.1.token',
    ],
    ['that is missing', 'api: { tokens: [{ tenant: c1 }] }', 'at api.tokens.0.token'],
  ])('are refused %s', (_, lines, message) => {
    const load = (): unknown => parse(minimal(lines), { environment });
    expect(load).toThrow(message);
    expect(load).not.toThrow('operators-own');
  });
});

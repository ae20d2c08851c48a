// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a configuration names a file
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { printConfig } from '../../config/print.ts';
import { tenantOf } from '../../config/tenant-section.ts';
import { minimal, tenant } from './support.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-files-'));
  mkdirSync(join(folder, 'secrets'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function secret(name: string, value: string | Uint8Array): string {
  writeFileSync(join(folder, 'secrets', name), value);
  return `\${file:secrets/${name}}`;
}

function load(text: string, environment: Record<string, string> = {}) {
  const file = join(folder, 'config.yaml');
  writeFileSync(file, text);
  return loadConfig(file, { environment, exists: () => true });
}

const PASSWORDS = [
  'log: { kind: jetstream, authentication: { user: mill, password: "${file:secrets/nats}" } }',
  'store: { kind: cassandra, username: mill, password: "${file:secrets/cassandra}" }',
  'api: { tokens: [{ token: "${file:secrets/token}" }] }',
];

describe('values from files', () => {
  test('are secrets of every kind, with one line end left out', () => {
    secret('nats', '0123\n');
    secret('cassandra', 'two words \r\n');
    secret('token', 'a-token');
    expect(load(minimal(...PASSWORDS))).toMatchObject({
      log: { authentication: { user: 'mill', password: '0123' } },
      store: { password: 'two words ' },
      api: { tokens: [{ token: 'a-token' }] },
    });
  });

  test('are never printed, and what is printed loads as the same', () => {
    secret('nats', 'hush-1');
    secret('cassandra', 'hush-2');
    secret('token', 'hush-3');
    const config = load(minimal(...PASSWORDS));
    const printed = printConfig(config);
    expect(printed).not.toContain('hush');
    expect(printed.match(/\$\{file:secrets\/(nats|cassandra|token)\}/g)).toHaveLength(3);
    expect({ ...load(printed), fromOutside: [] }).toEqual({ ...config, fromOutside: [] });
  });

  test('stand wherever text does, among other text and beside the environment', () => {
    const name = secret('name', 'base\n');
    expect(load(minimal(`name: ${name}-\${env:SITE}`), { SITE: 'north' }).name).toBe('base-north');
    expect(load(minimal(`name: \${file:${join(folder, 'secrets', 'name')}}`)).name).toBe('base');
    expect(load(minimal(`threads: ${secret('threads', '3\n')}`)).threads).toBe(3);
    const settings = `analytics: [{ use: ./mine.ts, settings: { key: "${secret('key', '5\n\n')}" } }]`;
    expect(load(tenant(settings)).tenants[0]?.analytics[0]).toMatchObject({ settings: { key: '5\n' } });
  });

  test('are taken as they are, whatever is written in them', () => {
    expect(
      load(minimal(`name: ${secret('odd', 'a-b')}`, `logs: { file: "${secret('log', '${env:X}')}" }`)).logs.file,
    ).toBe(join(folder, '${env:X}'));
  });
});

describe('a file', () => {
  const PLACE = 'at api.tokens.0.token in FILE line 4';
  const REFUSED: readonly (readonly [string, () => string, string])[] = [
    [
      'that is not there',
      () => '${file:secrets/none}',
      `config-secret-missing: the file DIR/secrets/none is not there, ${PLACE}, create it`,
    ],
    [
      'that holds nothing',
      () => secret('empty', '\n'),
      `config-secret-missing: the file DIR/secrets/empty is empty, ${PLACE}, write the value into it`,
    ],
    [
      'that is a folder',
      () => '${file:secrets}',
      `config-secret-missing: the file DIR/secrets is none that can be read, ${PLACE}, name a plain file`,
    ],
    [
      'that is too large',
      () => secret('large', 'x'.repeat(65_537)),
      `config-secret-missing: the file DIR/secrets/large has 65537 bytes, more than the 65536 of a value, ${PLACE}`,
    ],
    [
      'that is no text',
      () => secret('bytes', Uint8Array.of(0xff, 0xfe)),
      `config-secret-missing: the file DIR/secrets/bytes is no UTF-8 text, ${PLACE}`,
    ],
    [
      'without a path',
      () => '${file:}',
      `config-invalid: found \${file:} but wanted a file, ${PLACE}, write for example \${file:/run/secrets/name}`,
    ],
    [
      'with a value that does not fit',
      () => secret('blanks', 'hush hush'),
      `config-invalid: found the value of \${file:secrets/blanks} but wanted a token from the environment or a file, without blanks, ${PLACE}`,
    ],
  ];

  test.each(REFUSED)('%s is refused', (_, reference, message) => {
    const text = minimal(`api: { tokens: [{ token: "${reference()}" }] }`);
    const expected = message.replace('FILE', join(folder, 'config.yaml')).replace('DIR', folder);
    expect(() => load(text)).toThrow(expected);
    expect(() => load(text)).not.toThrow('hush');
  });

  test.skipIf(process.getuid?.() === 0)('that this user may not read is refused', () => {
    const reference = secret('locked', 'hush');
    chmodSync(join(folder, 'secrets', 'locked'), 0o000);
    expect(() => load(minimal(`name: ${reference}`))).toThrow('cannot be read (EACCES)');
  });

  test('of this machine is not read for a tenant that somebody else adds', () => {
    const reference = secret('own', 'hush');
    const section = { id: 'c2', analytics: [{ use: './mine.ts', settings: { key: reference } }] };
    expect(() => tenantOf(section, join(folder, 'config.yaml'))).toThrow(
      /^config-secret-missing: the file secrets\/own is not read/,
    );
  });
});

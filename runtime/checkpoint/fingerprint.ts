import type { LogRecord } from '../../connectors/log.ts';
import { checksum } from '../base/codec.ts';

/** Tells a record from any other that might stand at its sequence: CRC-32 of arrival, kind and payload. */
export function fingerprintOf(record: LogRecord): number {
  const head = Buffer.from(`${record.sequence} ${record.arrival} ${record.kind} `);
  return checksum(Buffer.concat([head, record.payload]));
}

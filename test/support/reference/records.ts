import type { TenantSettings } from '../../../actors/settings.ts';
import type { RefRedrive } from './redrives.ts';
import type { RefRecord } from './reference.ts';

/** The fields of a line; what is left out has some value. */
export interface LineFields {
  readonly key?: readonly [number, number, number];
  /** Milliseconds, whole seconds. */
  readonly time: number;
  readonly value?: string;
  readonly active?: boolean;
}

/** A line of `bts-csv`. */
export function line({ key = [1161115040, 141, 312], time, value = '240', active = true }: LineFields): string {
  const stamp = new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  return `${key.join(',')},${stamp} UTC,${value},999999,${active ? 'True' : 'False'},`;
}

/** Builds a log record by record. */
export class LogBuilder {
  readonly records: RefRecord[] = [];

  add(kind: string, arrival: number, payload: string | Uint8Array, key?: string): this {
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const sent = key === undefined ? {} : { key };
    this.records.push({ sequence: this.records.length + 1, arrival, kind, payload: bytes, ...sent });
    return this;
  }

  /** An event that arrives `after` milliseconds after its time. */
  event(fields: LineFields, after = 0): this {
    return this.add('event', fields.time + after, line(fields));
  }

  tick(arrival: number): this {
    return this.add('tick', arrival, '');
  }

  redrive(arrival: number, head: RefRedrive, line: string): this {
    return this.add('redrive', arrival, `${JSON.stringify(head)}\n${line}`);
  }

  settings(arrival: number, settings: TenantSettings): this {
    return this.add('settings', arrival, JSON.stringify({ revision: this.records.length, settings }));
  }
}

import type { JsonPath } from '../../actors/settings.ts';

/** How records become events, told apart by `kind`. */
export type InputConfig = BtsCsvInputConfig | JsonInputConfig | ModuleInputConfig;

interface AnyInputConfig {
  /** As the file says it: a built-in format's name or a module's path. Default `bts-csv`. */
  readonly format: string;
  /** Bytes; a longer record is a wrong line. Default 65,536. */
  readonly maxRecordBytes: number;
}

export interface BtsCsvInputConfig extends AnyInputConfig {
  readonly kind: 'bts-csv';
}

export interface JsonInputConfig extends AnyInputConfig {
  readonly kind: 'json';
  /** Of the station, the sensor and the alarm. */
  readonly key: readonly [JsonPath, JsonPath, JsonPath];
  readonly time: JsonPath;
  readonly value: JsonPath;
  /** Undefined: events have no threshold. */
  readonly threshold: JsonPath | undefined;
  readonly isActive: JsonPath;
}

/** A user's own format. */
export interface ModuleInputConfig extends AnyInputConfig {
  readonly kind: 'module';
  /** The module's file, absolute. It existed when the configuration was loaded. */
  readonly module: string;
}

import { MillraceError } from '../runtime/base/errors.ts';
import { KEYS_PER_STATION } from './sensors.ts';

/** What the simulated stations do. All probabilities are a line's, 0 to 1. */
export interface SimulatorOptions {
  /** Stations, numbered from 1161115001 on; each has 12 keys. 1 to 10,000,000. Default 1000. */
  readonly stations: number;
  /** Lines per second of simulated time, 0.001 to 1e9. Default 1000. */
  readonly rate: number;
  /** Any integer; the same seed and options give the same bytes on every machine. Default 1. */
  readonly seed: number;
  /** Simulated time of the first line, milliseconds since 1970-01-01Z. Default 2017-02-19 00:00:00 UTC. */
  readonly start: number;
  /** Probability that an event time is 1 to 9 s back: out of order, yet in time for the default watermark. Default 0. */
  readonly outOfOrder: number;
  /**
   * Probability that an event time is far back: three in four 90 s to 15 min (late for every default window), the others
   * 15 to 69 s (late for some of them). Default 0.
   */
  readonly late: number;
  /** Probability that a line is no valid record (see `wrongLine`). Default 0. */
  readonly wrong: number;
  /** Probability that a line is sent again within the next 64 lines. Default 0. */
  readonly duplicates: number;
  /** Share of the lines that belong to bursts. Default 0.05, and 0 in `sweep` order, where no other value is allowed. */
  readonly bursts: number;
  /**
   * `random` takes a key at random for each line; `sweep` visits the keys in turn, so that the first `keys` lines (without
   * duplicates) name each key once. Default `random`.
   */
  readonly order: 'random' | 'sweep';
  /** Distinct keys in use, at most 12 a station. Default: all of them. */
  readonly keys: number;
}

/** 2017-02-19 00:00:00 UTC. */
export const DEFAULT_START = Date.UTC(2017, 1, 19);
/** Station numbers start here. */
export const FIRST_STATION = 1161115001;

const EARLIEST_START = Date.UTC(1970, 0, 2);
const LATEST_START = Date.UTC(9000, 0, 1);

/** Options with the defaults filled in. Throws `usage` when one is out of range. */
export function simulatorOptions(given: Partial<SimulatorOptions> = {}): SimulatorOptions {
  const order = given.order ?? 'random';
  if (order !== 'random' && order !== 'sweep') throw refused('order', order, 'random or sweep');
  const stations = integer('stations', given.stations ?? 1000, 1, 10_000_000);
  return {
    stations,
    rate: within('rate', given.rate ?? 1000, 0.001, 1e9),
    seed: integer('seed', given.seed ?? 1, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    start: integer('start', given.start ?? DEFAULT_START, EARLIEST_START, LATEST_START),
    outOfOrder: within('outOfOrder', given.outOfOrder ?? 0, 0, 1),
    late: within('late', given.late ?? 0, 0, 1),
    wrong: within('wrong', given.wrong ?? 0, 0, 1),
    duplicates: within('duplicates', given.duplicates ?? 0, 0, 1),
    bursts: within('bursts', given.bursts ?? (order === 'sweep' ? 0 : 0.05), 0, order === 'sweep' ? 0 : 1),
    order,
    keys: integer('keys', given.keys ?? stations * KEYS_PER_STATION, 1, stations * KEYS_PER_STATION),
  };
}

function integer(name: string, value: number, least: number, most: number): number {
  if (!Number.isSafeInteger(value)) throw refused(name, value, `an integer from ${least} to ${most}`);
  return within(name, value, least, most);
}

function within(name: string, value: number, least: number, most: number): number {
  if (!(value >= least && value <= most)) throw refused(name, value, `from ${least} to ${most}`);
  return value;
}

function refused(name: string, value: unknown, wanted: string): MillraceError {
  return new MillraceError('usage', {
    what: `the simulator's ${name} cannot be ${String(value)}`,
    where: `option ${name}`,
    fix: `give ${wanted}`,
  });
}

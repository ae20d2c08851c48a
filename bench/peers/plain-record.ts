/** One record of a `bts-csv` line, as a plain program would hold it. */
export interface PlainRecord {
  readonly key: string;
  readonly station: number;
  readonly sensor: number;
  readonly alarm: number;
  /** Milliseconds since 1970-01-01Z. */
  readonly time: number;
  readonly value: number;
  readonly active: boolean;
}

const ID = /^(0|[1-9]\d{0,15})$/;
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/;
const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Reads a line without its line feed; undefined when it is wrong. */
export function parseLine(line: string): PlainRecord | undefined {
  const fields = line.split(',');
  if (fields.length !== 8) return undefined;
  const [station, sensor, alarm, stamp, value, threshold, active] = fields;
  const record = {
    key: `${station}-${sensor}-${alarm}`,
    station: parseId(station as string),
    sensor: parseId(sensor as string),
    alarm: parseId(alarm as string),
    time: parseTime(stamp as string),
    value: parseDecimal(value as string),
    active: active === 'True',
  };
  if (Number.isNaN(record.station + record.sensor + record.alarm + record.time + record.value)) return undefined;
  if (Number.isNaN(parseDecimal(threshold as string))) return undefined;
  if (active !== 'True' && active !== 'False') return undefined;
  return record;
}

function parseId(text: string): number {
  const id = ID.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(id) ? id : Number.NaN;
}

function parseTime(text: string): number {
  if (!TIME.test(text)) return Number.NaN;
  const time = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`);
  // Date.parse takes 30 February for 2 March and 24:00 for the next day.
  return new Date(time).getUTCDate() === Number(text.slice(8, 10)) ? time : Number.NaN;
}

function parseDecimal(text: string): number {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** What one line says. */
export interface RefLine {
  readonly key: string;
  readonly tokens: readonly [station: number, sensor: number, alarm: number];
  readonly time: number;
  readonly value: number;
  readonly active: boolean;
}

/** An event as the reference sees it. */
export interface RefEvent extends RefLine {
  /** Sequence of the record that it came in. */
  readonly input: number;
}

const ID = '(0|[1-9]\\d*)';
const DECIMAL = '(-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)';
const TIME = '(\\d{4})-(\\d{2})-(\\d{2}) (\\d{2}):(\\d{2}):(\\d{2}) UTC';
const LINE = new RegExp(`^${ID},${ID},${ID},${TIME},${DECIMAL},${DECIMAL},(True|False),[^,]*$`);

/** The event in one line of `bts-csv`; undefined when the line is wrong. */
export function parseLine(line: Buffer): RefLine | undefined {
  const match = LINE.exec(line.toString('latin1'));
  if (match === null) return undefined;
  const ids = match.slice(1, 4).map(Number);
  if (!ids.every(Number.isSafeInteger)) return undefined;
  const time = calendarTime(match.slice(4, 10).map(Number));
  const [value, threshold] = match.slice(10, 12).map(Number);
  if (time === undefined || !Number.isFinite(value) || !Number.isFinite(threshold)) return undefined;
  const tokens = ids as [number, number, number];
  return { key: tokens.join('-'), tokens, time, value: value as number, active: match[12] === 'True' };
}

/** The lines of a record: split at LF, a CR before an LF dropped, a final newline starting none. */
export function linesOf(payload: Uint8Array): Buffer[] {
  const parts = Buffer.from(payload).toString('latin1').split('\n');
  const last = parts.pop() as string;
  const lines = parts.map((part) => (part.endsWith('\r') ? part.slice(0, -1) : part));
  if (last !== '' || lines.length === 0) lines.push(last);
  return lines.map((line) => Buffer.from(line, 'latin1'));
}

/** The partition of a key: FNV-1a 32 of its tokens joined, modulo the number of partitions. */
export function partitionOf(tokens: readonly (number | string)[], count: number): number {
  let hash = 2166136261n;
  for (const character of tokens.join('')) {
    hash = ((hash ^ BigInt(character.charCodeAt(0))) * 16777619n) % 4294967296n;
  }
  return Number(hash % BigInt(count));
}

function calendarTime(parts: readonly number[]): number | undefined {
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const back = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  return back.every((part, i) => part === parts[i]) ? date.getTime() : undefined;
}

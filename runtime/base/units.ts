const MILLISECONDS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const BYTES: Record<string, number> = {
  B: 1,
  kB: 1000,
  KB: 1000,
  MB: 1_000_000,
  GB: 1_000_000_000,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** Milliseconds of a duration such as `250ms`, `5s`, `1.5m`, `24h`, `7d`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  return parseUnits(text, MILLISECONDS);
}

/** Bytes of a size such as `512`, `64KiB`, `1GiB`, `10MB`; undefined when it is none. */
export function parseSize(text: string): number | undefined {
  if (/^\d+$/.test(text.trim())) return Number(text);
  return parseUnits(text, BYTES);
}

function parseUnits(text: string, units: Record<string, number>): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(text);
  if (!match) return undefined;
  const unit = Object.hasOwn(units, match[2] as string) ? units[match[2] as string] : undefined;
  if (unit === undefined) return undefined;
  const value = Number(match[1]) * unit;
  return Number.isInteger(value) ? value : Math.round(value);
}

/** `95000` as `1m 35s`, for people. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '-';
  if (Math.round(milliseconds) < 1000) return `${Math.round(milliseconds)}ms`;
  const seconds = milliseconds / 1000;
  if (Math.round(seconds) < 60) return `${trimmed(seconds)}s`;
  const whole = seconds < 60 ? 60 : Math.floor(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return joined(minutes, 'm', whole % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(hours, 'h', minutes % 60, 'm');
  return joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** `1536` as `1.5 KiB`, for people. */
export function formatSize(bytes: number): string {
  const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= 1024 && unit < names.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${trimmed(value)} ${names[unit]}`;
}

/** `1234567` as `1,234,567`, for people. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

function joined(major: number, majorName: string, minor: number, minorName: string): string {
  return minor === 0 ? `${major}${majorName}` : `${major}${majorName} ${minor}${minorName}`;
}

/** With one decimal below 10, unless it is none. */
function trimmed(value: number): string {
  return String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
}

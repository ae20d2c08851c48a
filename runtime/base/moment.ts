/**
 * A moment as people write it, as milliseconds since 1970-01-01Z: `2017-02-19`, `2017-02-19T14:20:13Z`, or as events spell it. UTC unless told.
 * Undefined for anything else.
 */
export function momentIn(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))? ?(Z|UTC|[+-]\d{2}:\d{2})?$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, day = '', time = '00:00', zone = 'Z'] = match;
  const value = Date.parse(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`);
  // Date.parse takes the 30th of February for the 2nd of March.
  const isDay = !Number.isNaN(value) && new Date(`${day}T00:00Z`).toISOString().startsWith(day);
  return isDay ? value : undefined;
}

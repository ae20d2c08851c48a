/** What one key of a station measures. Values are in hundredths of the sensor's unit. */
export interface Sensor {
  /** The record's datapoint_id. */
  readonly sensor: number;
  /** The record's alarm_id. */
  readonly alarm: number;
  readonly what: string;
  readonly lowest: number;
  /** Added at random, from 0 up to this. */
  readonly noise: number;
  /** Added by the hour of the day, from 0 (coldest) up to this. */
  readonly day: number;
  /** Probability that a line outside bursts says the alarm is active. */
  readonly active: number;
}

/** The keys each station has. Changing this table changes every simulated byte. */
export const SENSORS: readonly Sensor[] = [
  { sensor: 121, alarm: 308, what: 'grid voltage low', lowest: 22000, noise: 2000, day: 500, active: 0.05 },
  { sensor: 121, alarm: 309, what: 'grid voltage high', lowest: 22000, noise: 2000, day: 500, active: 0.03 },
  { sensor: 141, alarm: 312, what: 'battery voltage', lowest: 4400, noise: 1000, day: 200, active: 0.06 },
  { sensor: 142, alarm: 313, what: 'battery temperature', lowest: 1800, noise: 1000, day: 1000, active: 0.04 },
  { sensor: 111, alarm: 322, what: 'room temperature', lowest: 1500, noise: 1500, day: 1500, active: 0.1 },
  { sensor: 112, alarm: 303, what: 'air conditioning 1', lowest: 800, noise: 800, day: 800, active: 0.08 },
  { sensor: 113, alarm: 303, what: 'air conditioning 2', lowest: 800, noise: 800, day: 800, active: 0.08 },
  { sensor: 151, alarm: 316, what: 'smoke', lowest: 0, noise: 200, day: 0, active: 0.005 },
  { sensor: 131, alarm: 330, what: 'generator fuel', lowest: 1000, noise: 9000, day: 0, active: 0.02 },
  { sensor: 132, alarm: 331, what: 'generator voltage', lowest: 38000, noise: 3000, day: 0, active: 0.02 },
  { sensor: 161, alarm: 340, what: 'door', lowest: 0, noise: 100, day: 0, active: 0.01 },
  { sensor: 171, alarm: 351, what: 'humidity', lowest: 2000, noise: 5000, day: 2000, active: 0.03 },
];

/** Keys of one station. */
export const KEYS_PER_STATION = SENSORS.length;

// A table and not a sine: its last digit would differ between engines.
const WARMTH = [20, 16, 12, 8, 4, 0, 4, 12, 24, 38, 54, 70, 84, 95, 100, 98, 92, 82, 70, 58, 48, 40, 33, 26];

/** Warmth of the day at a time in seconds since 1970-01-01Z: 0 (05:00 UTC) to 1 (14:00 UTC), straight between full hours. */
export function warmthAt(second: number): number {
  const ofDay = second % 86400;
  const hour = Math.floor(ofDay / 3600);
  const from = WARMTH[hour] as number;
  const to = WARMTH[(hour + 1) % 24] as number;
  return (from * 3600 + (to - from) * (ofDay % 3600)) / 360_000;
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogBuilder } from '../../support/reference/records.ts';
import { run } from '../../support/reference/run.ts';
import { settingsOf } from '../../support/reference/settings.ts';

const TIME = Date.UTC(2017, 1, 19, 14);

/** Contents of the alerts for values of one key. */
function alertsFor(values: readonly number[], deviations: number, minimum: number): Record<string, unknown>[] {
  const built = new LogBuilder();
  for (const value of values) built.event({ time: TIME, value: String(value) });
  const settings = settingsOf([{ id: 'far', use: 'outlier', deviations, minimum }]);
  return run({ settings }, built.records).map(({ json }) => JSON.parse(json).Content);
}

test('a value far from those before it is told with their mean and deviation, and then counts itself', () => {
  // 2 4 4 4 5 5 7 9: mean 5, sum of squares 32.
  const values = [2, 4, 4, 4, 5, 5, 7, 9];
  const deviation = Math.sqrt(32 / 7);
  const [alert, ...others] = alertsFor([...values, 5 + 3 * deviation + 0.001, 14], 3, 8);
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ Type: 2, Station: 1161115040, Sensor: 141, Alarm: 312, Analytic: 'far' });
  expect(alert?.['Mean value']).toBeCloseTo(5, 12);
  expect(alert?.['Standard deviation']).toBeCloseTo(deviation, 12);
  expect(alertsFor([...values, 5 + 3 * deviation - 0.001], 3, 8)).toEqual([]);
  expect(alertsFor([...values, 100], 3, 9)).toEqual([]);
});

test('among equal values any other one is far, once', () => {
  expect(alertsFor([1, 1, 1, 1, 2, 1], 4, 3)).toMatchObject([{ Value: 2, 'Mean value': 1, 'Standard deviation': 0 }]);
});

test('the running figures are those of all values before', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 3, maxLength: 30 }), (values) => {
      const far = 1e12;
      const found = alertsFor([...values, far], 1, values.length).at(-1);
      const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
      const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
      expect(found?.['Mean value']).toBeCloseTo(mean, 5);
      expect(found?.['Standard deviation']).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 5);
    }),
    { numRuns: 100 },
  );
});

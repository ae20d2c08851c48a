import { describe, expect, test } from 'vitest';
import { combine, Histogram, noFigures, quantile } from '../../../runtime/base/histogram.ts';

const bounds = [1, 10, 100];

function histogramOf(...figures: readonly number[]) {
  const histogram = new Histogram(bounds);
  for (const figure of figures) histogram.note(figure);
  return histogram.figures;
}

describe('Histogram', () => {
  test('counts a figure under the first bound that is not below it', () => {
    expect(histogramOf(0, 1, 1.5, 10, 100, 101)).toEqual({ counts: [2, 2, 1, 1], sum: 213.5 });
  });

  test('adds up and takes away, bound by bound', () => {
    const [a, b] = [histogramOf(1, 5), histogramOf(5, 500)];
    expect(combine(a, b, 1)).toEqual({ counts: [1, 2, 0, 1], sum: 511 });
    expect(combine(combine(a, b, 1), b, -1)).toEqual(a);
    expect(combine(noFigures(bounds), a, 1)).toEqual(a);
  });

  test('a quantile is the bound that a share stays within', () => {
    const figures = histogramOf(...Array.from({ length: 99 }, () => 5), 50);
    expect(quantile(0.5, figures, bounds)).toBe(10);
    expect(quantile(0.99, figures, bounds)).toBe(10);
    expect(quantile(1, figures, bounds)).toBe(100);
    expect(quantile(1, histogramOf(1000), bounds)).toBe(Number.POSITIVE_INFINITY);
    expect(quantile(0.99, noFigures(bounds), bounds)).toBeUndefined();
  });
});

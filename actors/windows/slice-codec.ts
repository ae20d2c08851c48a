import type { Slice } from './slice-lists.ts';

/** Numbers to a slice. */
const WIDTH = 4;

/**
 * Slices as plain numbers, for a checkpoint: of each its number and its first input as differences from those of the slice
 * before (from 0 for the first one), its count, and how many sequences its last input is past its first. Small numbers take
 * few bytes there.
 */
export function encodeSlices(slices: readonly Slice[]): number[] {
  const numbers: number[] = [];
  let [slice, input] = [0, 0];
  for (const one of slices) {
    numbers.push(one.slice - slice, one.count, one.firstInput - input, one.lastInput - one.firstInput);
    slice = one.slice;
    input = one.firstInput;
  }
  return numbers;
}

/** The inverse of {@link encodeSlices}. */
export function* decodeSlices(numbers: readonly number[]): Iterable<Slice> {
  let [slice, firstInput] = [0, 0];
  for (let i = 0; i + WIDTH <= numbers.length; i += WIDTH) {
    const [slices, count, inputs, span] = numbers.slice(i, i + WIDTH) as [number, number, number, number];
    slice += slices;
    firstInput += inputs;
    yield { slice, count, firstInput, lastInput: firstInput + span };
  }
}

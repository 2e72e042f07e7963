/** Undefined where there is nothing to compare with: a change from 0 is not infinite growth. */
export function change(value: number | null, previous: number | null): number | null {
  if (value === null || previous === null || previous === 0) {
    return null;
  }
  return (value - previous) / Math.abs(previous);
}

export type Direction = 'better' | 'worse' | 'same';

/** `lowerIsBetter` for figures such as the sales cycle. */
export function direction(delta: number | null, lowerIsBetter = false): Direction {
  if (delta === null || Math.abs(delta) < 0.0005) {
    return 'same';
  }
  return delta > 0 !== lowerIsBetter ? 'better' : 'worse';
}

/** The part of a bar that a value fills, 0 to 1, on a zero-based scale shared by all `values`. */
export function share(value: number, values: number[]): number {
  const largest = Math.max(0, ...values);
  return largest === 0 ? 0 : Math.max(0, value) / largest;
}

/** A step of the six-step stage ramp for the nth of `total` stages: first palest, last strongest. */
export function rampStep(index: number, total: number): number {
  if (total <= 1) {
    return 4;
  }
  return 1 + Math.round((index / (total - 1)) * 5);
}

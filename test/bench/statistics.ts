/**
 * Of sorted or unsorted values; it interpolates between two values. `share` is 0.5 for the median.
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new RangeError('There are no values.');
  return below + (above - below) * (position - Math.floor(position));
}

const middle = 0.5;

export function median(values: readonly number[]): number {
  return percentile(values, middle);
}

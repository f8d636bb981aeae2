const units = ['B', 'kB', 'MB', 'GB'];
const step = 1_024;

/** A number of bytes to read at a glance. */
export function bytes(count: number): string {
  let [rest, unit] = [count, 0];
  while (rest >= step && unit < units.length - 1) {
    rest /= step;
    unit += 1;
  }
  return `${unit === 0 || rest >= 10 ? Math.round(rest) : rest.toFixed(1)} ${units[unit] ?? ''}`;
}

import type { Gauges } from '../../src/telemetry/gauges.ts';

/** How many each gauge shows, over all kinds of a thing. A difference of clocks is no count. */
export function gaugeTotals({ clockDifferenceSeconds, ...counts }: Gauges): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(counts).map(([name, read]) => {
      const size: number | Readonly<Record<string, number>> = read();
      return [name, typeof size === 'number' ? size : Object.values(size).reduce((sum, part) => sum + part, 0)];
    }),
  );
}

import type { Gauges } from '../../src/telemetry/gauges.ts';

/** What each gauge shows, over all kinds of a thing. */
export function gaugeTotals(gauges: Gauges): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(gauges).map(([name, read]) => {
      const size: number | Readonly<Record<string, number>> = read();
      return [name, typeof size === 'number' ? size : Object.values(size).reduce((sum, part) => sum + part, 0)];
    }),
  );
}

import type { Harness } from './gateway-harness.ts';
import { metric } from './metric.ts';

/** How often a limit was reached, as `/metrics` shows. */
export async function limitedCount(harness: Harness, limit: string): Promise<number> {
  return (await metric(harness, `limited_total{limit="${limit}"}`)) || 0;
}

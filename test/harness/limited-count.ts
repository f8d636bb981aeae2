import type { Harness } from './gateway-harness.ts';

/** How often a limit was reached, as `/metrics` shows. */
export async function limitedCount(harness: Harness, limit: string): Promise<number> {
  const response = await fetch(harness.url.replace('/graphql', '/metrics'));
  const line = new RegExp(`^kazoo_gateway_limited_total\\{limit="${limit}"\\} (\\d+)$`, 'm').exec(
    await response.text(),
  );
  return Number(line?.[1] ?? 0);
}

import type { Stage } from './stage.ts';

/** How often a limit was reached, as `/metrics` tells. */
export async function limitedCount(stage: Stage, limit: string): Promise<number> {
  const response = await fetch(stage.url.replace('/graphql', '/metrics'));
  const line = new RegExp(`^kazoo_gateway_limited_total\\{limit="${limit}"\\} (\\d+)$`, 'm').exec(
    await response.text(),
  );
  return Number(line?.[1] ?? 0);
}

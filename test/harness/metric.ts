import type { Harness } from './gateway-harness.ts';

/** The value of a metric without labels, as `/metrics` shows it; its name without the prefix. */
export async function metric({ url }: Pick<Harness, 'url'>, name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  return Number(new RegExp(`^kazoo_gateway_${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

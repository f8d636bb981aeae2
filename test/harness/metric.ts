import type { Harness } from './gateway-harness.ts';

/**
 * The value of a metric as `/metrics` shows it: its name without the prefix, with its labels as
 * Prometheus writes them. NaN where it is not there.
 */
export async function metric({ url }: Pick<Harness, 'url'>, name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`kazoo_gateway_${name} `));
  return Number(line?.split(' ')[1] ?? Number.NaN);
}

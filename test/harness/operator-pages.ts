/** Whatever serves the pages of operators beside its `/graphql`. */
export interface Served {
  readonly url: string;
}

/** What an operator reads at a gateway. */
export async function page({ url }: Served, path: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url.replace('/graphql', path));
  return { status: response.status, text: await response.text() };
}

/** The value of a metric, with its labels as Prometheus writes them; `NaN` where there is none. */
export async function metric(gateway: Served, name: string): Promise<number> {
  return (await metrics(gateway)).get(name) ?? Number.NaN;
}

/** All metrics of a gateway, without the prefix of their names. */
export async function metrics(gateway: Served): Promise<ReadonlyMap<string, number>> {
  const { text } = await page(gateway, '/metrics');
  const lines = text.matchAll(/^kazoo_gateway_(.+) (\S+)$/gm);
  return new Map([...lines].map(([, name = '', value]) => [name, Number(value)]));
}

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/gateway-harness.ts';

const ours = /\b(?:kazoo_gateway|nodejs|process)_\w+/g;
/** What a histogram is stored as. */
const histogramPart = /_(?:bucket|sum|count)$/;

/** A gateway that is one of a fleet has all metrics, whether or not its engine is there. */
const inFleet = { settings: { REDIS_URL: 'redis://127.0.0.1:1' } };

async function exportedNames({ url }: Harness): Promise<ReadonlySet<string>> {
  const text = await (await fetch(url.replace('/graphql', '/metrics'))).text();
  return new Set([...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name));
}

test.each(['grafana-dashboard.json', 'alert-rules.yml'])('every metric that %s names exists', async (file) => {
  await using harness = await startHarness(inFleet);
  const exported = await exportedNames(harness);
  const text = readFileSync(new URL(`../../src/deploy/${file}`, import.meta.url), 'utf8');

  const named = new Set(text.match(ours));

  expect(named.size).toBeGreaterThan(5);
  for (const name of named) {
    expect(exported.has(name) || exported.has(name.replace(histogramPart, '')), name).toBe(true);
  }
});

test('every metric of the gateway is on the dashboard or in an alert', async () => {
  await using harness = await startHarness(inFleet);
  const texts = ['grafana-dashboard.json', 'alert-rules.yml']
    .map((file) => readFileSync(new URL(`../../src/deploy/${file}`, import.meta.url), 'utf8'))
    .join('');
  const named = new Set([...(texts.match(ours) ?? [])].flatMap((name) => [name, name.replace(histogramPart, '')]));
  const forDebugging = ['sessions', 'topics', 'upstreams', 'upstream_commands_total', 'unreadable_fields_total'];

  const absent = [...(await exportedNames(harness))]
    .filter((name) => name.startsWith('kazoo_gateway_') && !named.has(name))
    .map((name) => name.replace('kazoo_gateway_', ''));

  expect(absent.sort()).toEqual(forDebugging.sort());
});

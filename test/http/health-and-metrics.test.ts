import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gauge, Registry } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { healthAndMetrics } from '../../src/http/health-and-metrics.ts';

test('metrics are collected once for all who ask meanwhile, and anew for whoever asks later', async () => {
  const registry = new Registry();
  const collections: (() => void)[] = [];
  new Gauge({
    name: 'collections',
    help: 'How often it was collected',
    registers: [registry],
    async collect() {
      await new Promise<void>((resolve) => collections.push(resolve));
      this.set(collections.length);
    },
  });
  const handler = healthAndMetrics({ registry, isServing: () => true, dependencies: [] });
  let asked = 0;
  const server = createServer((request, response) => {
    void handler(request, response, request.url ?? '');
    asked += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = async (): Promise<string | undefined> =>
    (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).trim().split('\n').at(-1);

  const together = Promise.all([ask(), ask(), ask()]);
  await vi.waitUntil(() => asked === 3);
  for (const collect of collections) collect();
  const answers = await together;
  const later = ask();
  await vi.waitUntil(() => collections.length > 1);
  for (const collect of collections) collect();

  expect([...answers, await later]).toEqual(['collections 1', 'collections 1', 'collections 1', 'collections 2']);
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

import { Counter, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { HotCounter } from '../../src/telemetry/hot-counter.ts';

/** Prometheus knows no order of series. */
async function linesOf(registry: Registry): Promise<readonly string[]> {
  return (await registry.metrics()).split('\n').toSorted();
}

const naming = { name: 'operations_total', help: 'What was done' };

test('it shows what a counter of prom-client shows, whenever metrics are collected', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const hot = new HotCounter({ ...naming, registers: [ours] }, 'type', 'transport');
  const plain = new Counter({ ...naming, labelNames: ['type', 'transport'], registers: [theirs] });

  for (const times of [0, 1, 1_000, 2]) {
    for (let time = 0; time < times; time += 1) {
      const [type, transport] = [
        ['query', 'subscription'][time % 2] ?? '',
        ['http', 'sse', 'websocket'][time % 3] ?? '',
      ];
      hot.inc(type, transport);
      plain.inc({ type, transport });
    }
    expect(await linesOf(ours)).toEqual(await linesOf(theirs));
  }

  expect(await ours.metrics()).toContain('operations_total{type="query",transport="http"} 169\n');
});

test('one label is enough', async () => {
  const registry = new Registry();
  const hot = new HotCounter({ ...naming, registers: [registry] }, 'outcome');

  hot.inc('delivered');
  hot.inc('delivered');

  expect(await registry.metrics()).toContain('operations_total{outcome="delivered"} 2\n');
});

import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { HotHistogram } from '../../src/telemetry/hot-histogram.ts';

const naming = { name: 'duration_seconds', help: 'How long it took', buckets: [0.001, 0.01, 0.1] };

test('it shows what a histogram of prom-client shows, at each moment and however many are observed', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const hot = new HotHistogram({ ...naming, registers: [ours] });
  const plain = new Histogram({ ...naming, registers: [theirs] });

  for (const observations of [0, 1, 255, 256, 257, 3_000]) {
    for (let index = 0; index < observations; index += 1) {
      hot.observe((index % 150) / 1_000);
      plain.observe((index % 150) / 1_000);
    }
    expect(await ours.metrics()).toBe(await theirs.metrics());
  }

  expect(await ours.metrics()).toContain('duration_seconds_count 3769\n');
});

import { expect, test } from 'vitest';
import { Random } from '../../../src/simulator/random.ts';
import { anyStranger } from '../../../src/simulator/traffic/traffic-site.ts';

test('nobody outside gets a second call while somebody has none', () => {
  const channels = new Map<string, { readonly callerNumber: string; readonly calleeNumber: string }>();
  const random = new Random(1);

  const names = Array.from({ length: 11 }, (_, call) => {
    const { name, number } = anyStranger({ live: { channels }, random });
    const [callerNumber, calleeNumber] = call % 2 === 0 ? [number, '1001'] : ['1001', number];
    channels.set(String(call), { callerNumber, calleeNumber });
    return name;
  });

  expect(new Set(names.slice(0, 10)).size).toBe(10);
  expect(names.slice(0, 10)).toContain(names[10]);
});

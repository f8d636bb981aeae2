import { expect, test, vi } from 'vitest';
import type { Want } from '../../src/fleet/log/fleet-log.ts';
import { WantTeller } from '../../src/fleet/want-teller.ts';
import { settled } from '../harness/settled.ts';

function teller() {
  const told: { readonly wanted: readonly string[]; readonly unwanted: readonly string[] }[] = [];
  const failures: unknown[] = [];
  let failure: Error | undefined;
  const log = {
    async want(_account: string, wanted: readonly Want[], unwanted: readonly string[]) {
      if (failure !== undefined) throw failure;
      told.push({ wanted: wanted.map(({ binding, via }) => [binding, ...via].join(' via ')), unwanted });
      return told.length;
    },
  };
  const fail = (error: Error | undefined): void => {
    failure = error;
  };
  return { teller: new WantTeller(log, 'a', (error) => void failures.push(error)), told, failures, fail };
}

test('what changes within a turn is told at once, and only changes are told', async () => {
  const { teller: wants, told } = teller();

  wants.tell(new Map([['x', []]]));
  wants.tell(
    new Map([
      ['x', []],
      ['y', ['r']],
    ]),
  );
  await settled();
  wants.tell(new Map([['y', ['r']]]));
  await settled();
  wants.tell(new Map([['y', []]]));
  await settled();

  expect(told).toEqual([
    { wanted: ['x', 'y via r'], unwanted: [] },
    { wanted: [], unwanted: ['x'] },
    { wanted: ['y'], unwanted: [] },
  ]);
});

test('what came and went before it was told is not told', async () => {
  const { teller: wants, told } = teller();

  wants.tell(new Map([['x', []]]));
  wants.tell(new Map());
  await settled();

  expect(told).toEqual([]);
});

test('everything is told again after the engine failed, and when it may have forgotten', async () => {
  const { teller: wants, told, failures, fail } = teller();
  fail(new Error('down'));
  wants.tell(new Map([['x', []]]));
  await settled();
  expect(failures).toHaveLength(1);

  fail(undefined);
  wants.tell(new Map([['x', []]]));
  await settled();
  wants.forgetAll();
  wants.tell(new Map([['x', []]]));
  await settled();

  expect(told.map(({ wanted }) => wanted)).toEqual([['x'], ['x']]);
});

test('what is not served is told again every five seconds, and nothing else', async () => {
  vi.useFakeTimers();
  const { teller: wants, told } = teller();
  const wanted = new Map([
    ['x', []],
    ['y', []],
  ]);

  wants.tell(wanted);
  await settled();
  for (let second = 1; second <= 12; second += 1) {
    vi.advanceTimersByTime(1_000);
    wants.tellAgain(second < 8 ? ['y'] : []);
    await settled();
  }
  vi.useRealTimers();

  expect(told).toEqual([
    { wanted: ['x', 'y'], unwanted: [] },
    { wanted: ['y'], unwanted: [] },
  ]);
});

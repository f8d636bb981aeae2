import { setImmediate as nextTick } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Random } from '../../src/simulator/random.ts';
import { CutLine } from '../harness/cut-line.ts';
import { type Harness, startHarness, until } from '../harness/gateway-harness.ts';
import { type CallWatcher, callWatchers } from './call-watchers.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const events = 400;

function publish(harness: Harness, number: number): void {
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: String(number) });
}

/** Publishes numbered calls and cuts the connection at moments that the seed decides. */
async function publishWhileCutting(harness: Harness, line: CutLine, random: Random): Promise<void> {
  for (let number = 1; number <= events; number += 1) {
    publish(harness, number);
    if (random.chance(0.08)) line.cut();
    if (random.chance(0.2)) line.mend();
    for (let ticks = random.integer(0, 12); ticks > 0; ticks -= 1) await nextTick();
  }
  line.mend();
}

/** What the watcher logged, each event as its number. */
function numbersOf({ log }: CallWatcher): unknown[] {
  return log.map((entry) => (typeof entry === 'object' && 'callId' in entry ? Number(entry.callId) : entry));
}

/** The events that neither follow their predecessor nor come directly after `onGap`. */
function silentFaults(entries: readonly unknown[]): string[] {
  const faults: string[] = [];
  let last = 0;
  let isExplained = false;
  for (const entry of entries) {
    if (typeof entry === 'number') {
      const isNext = entry === last + 1 || (isExplained && entry > last);
      if (!isNext) faults.push(`${entry} after ${last}`);
      last = entry;
    } else if (entry !== 'gap') faults.push(String(entry));
    isExplained = entry === 'gap';
  }
  return faults;
}

for (const [name, watchCalls] of Object.entries(callWatchers)) {
  test(`${name}: every event arrives once and in order, however the connection is cut (seed ${seed})`, async () => {
    await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
    await using line = await CutLine.to(harness.url);
    await using watcher = watchCalls({ url: line.url, token: async () => harness.token('demo') });
    await harness.untilSubscribers(1);
    publish(harness, 0);
    await until(() => expect(numbersOf(watcher)).toEqual([0]));

    await publishWhileCutting(harness, line, new Random(seed));

    await until(() => expect(numbersOf(watcher).at(-1)).toBe(events));
    expect(numbersOf(watcher)).toEqual(Array.from({ length: events + 1 }, (_, number) => number));
  });

  test(`${name}: onGap reports what the gateway no longer remembers, where it is missing (seed ${seed})`, async () => {
    await using harness = await startHarness({ settings: { LINGER_MS: '60000', MAX_HISTORY_EVENTS: '5' } });
    await using line = await CutLine.to(harness.url);
    await using watcher = watchCalls({ url: line.url, token: async () => harness.token('demo') });
    await harness.untilSubscribers(1);

    await publishWhileCutting(harness, line, new Random(seed));
    let number = events;
    await until(() => {
      number += 1;
      publish(harness, number);
      expect(Number(numbersOf(watcher).at(-1))).toBeGreaterThan(events);
    });

    const got = numbersOf(watcher);
    expect(silentFaults(got)).toEqual([]);
    expect(got).toContain('gap');
  });
}

import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FrameSink } from '../../src/fanout/subscriber.ts';
import { endOfTurn } from './harness/end-of-turn.ts';
import {
  addSubscribers,
  allDelivered,
  createOperationGroupHarness,
  type OperationGroupHarness,
} from './harness/operation-group-harness.ts';
import { SubscriberDouble } from './harness/subscriber-double.ts';

const ignore = () => undefined;

/**
 * Adds subscribers that log what is done to them, by their place; `onDeliver` is told the place,
 * too.
 */
async function addLoggedSubscribers(
  count: number,
  { group, source }: OperationGroupHarness,
  onDeliver: (place: number) => void = ignore,
) {
  const log: { readonly place: number; readonly step: 'deliver' | 'flush' }[] = [];
  const subscribers = Array.from({ length: count }, (_, place) => {
    const deliver = () => {
      log.push({ place, step: 'deliver' });
      onDeliver(place);
    };
    const flush = () => log.push({ place, step: 'flush' });
    return Object.assign(new SubscriberDouble(group), { deliver, flush });
  });
  const joining = subscribers.map((subscriber) => subscriber.join());
  source.becomeLive();
  await Promise.all(joining);
  const stepsOf = (place: number) => log.filter((entry) => entry.place === place).map(({ step }) => step);
  return { log, subscribers, stepsOf };
}

/** Adds a subscriber to which a delivery takes longer than a slice. */
async function addSlowSubscriber({ group, source }: OperationGroupHarness) {
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const deliver = () => {
    nowMs += 1000;
  };
  const joining = Object.assign(new SubscriberDouble(group), { deliver }).join();
  source.becomeLive();
  return joining;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a delivery to a group', () => {
  test('hands over what happened in one turn together', async () => {
    const harness = createOperationGroupHarness();
    const deliver = vi.fn<FrameSink['deliver']>();
    await addSubscribers(1, harness);
    await Object.assign(new SubscriberDouble(harness.group), { deliver }).join();

    for (const number of [1, 2, 3]) harness.source.emit({ number });
    expect(deliver).not.toHaveBeenCalled();
    await endOfTurn();

    expect(deliver).toHaveBeenCalledTimes(1);
    expect(deliver.mock.calls[0]?.[0]).toHaveLength(3);
  });

  test.each([1, 16, 17, 40])('to %i subscribers flushes each once, after it was delivered to', async (count) => {
    const harness = createOperationGroupHarness();
    const { log, stepsOf } = await addLoggedSubscribers(count, harness);

    harness.source.emit({ number: 1 });
    harness.source.emit({ number: 2 });
    await allDelivered(harness);
    expect(log).toHaveLength(2 * count);
    harness.source.emit({ number: 3 });
    await allDelivered(harness);

    expect(log).toHaveLength(4 * count);
    for (let place = 0; place < count; place += 1) {
      expect(stepsOf(place)).toEqual(['deliver', 'flush', 'deliver', 'flush']);
    }
  });

  test('delivers to sixteen subscribers before the first of them is flushed', async () => {
    const harness = createOperationGroupHarness();
    const { log } = await addLoggedSubscribers(40, harness);

    harness.source.emit({ number: 1 });
    await allDelivered(harness);

    const batches = [16, 16, 8].flatMap((size) => [
      ...new Array<string>(size).fill('deliver'),
      ...new Array<string>(size).fill('flush'),
    ]);
    expect(log.map(({ step }) => step)).toEqual(batches);
  });

  test('lets subscribers leave during it: the ones before are served, the ones after are not', async () => {
    const harness = createOperationGroupHarness();
    const { log, subscribers, stepsOf } = await addLoggedSubscribers(20, harness, (place) => {
      if (place === 5) for (const left of [3, 5, 7, 18]) subscribers[left]?.leave();
    });

    harness.source.emit({ number: 1 });
    await allDelivered(harness);
    expect([3, 5, 7, 18].map(stepsOf)).toEqual([['deliver', 'flush'], ['deliver', 'flush'], [], []]);
    expect(log).toHaveLength(2 * 18);
    harness.source.emit({ number: 2 });
    await allDelivered(harness);

    expect([0, 6, 15, 16, 19].map((place) => stepsOf(place).length)).toEqual([4, 4, 4, 4, 4]);
    expect(log).toHaveLength(2 * 18 + 2 * 16);
  });

  for (const failing of ['deliver', 'flush'] as const) {
    test(`whose ${failing} throws ends that one subscription, and all others get the frames`, async () => {
      const harness = createOperationGroupHarness();
      const before = await addSubscribers(20, harness);
      const broken = new SubscriberDouble(harness.group);
      broken[failing] = () => {
        throw new Error('broken');
      };
      await broken.join();
      const after = await addSubscribers(20, harness);

      for (const number of [1, 2]) {
        harness.source.emit({ number });
        while (harness.scheduler.isDue) await endOfTurn();
      }

      for (const { frames, endings } of [...before, ...after]) expect([frames.length, endings]).toEqual([2, []]);
      expect([broken.endings, harness.group.subscribers]).toEqual([[harness.masked], 40]);
      expect(harness.maskError.mock.calls).toEqual([[new Error('broken')]]);
    });
  }

  test('in which all fail is sliced, too', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(100, harness);
    let failures = 0;
    using clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    for (const subscriber of subscribers) {
      subscriber.deliver = () => {
        failures += 1;
        clock.mockReturnValue(performance.now() + 1);
        throw new Error('broken');
      };
    }

    harness.source.emit({ number: 1 });
    await endOfTurn();
    expect([failures, harness.group.subscribers]).toEqual([16, 84]);
    while (harness.scheduler.isDue) await endOfTurn();

    expect([failures, harness.group.subscribers, harness.onEmpty.mock.calls.length]).toEqual([100, 0, 1]);
    expect(subscribers.map(({ endings }) => endings.length)).toEqual(subscribers.map(() => 1));
  });

  test('serves subscribers in slices: what happens in between reaches all of them, in order', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(40, harness);
    await addSlowSubscriber(harness);
    const after = await addSubscribers(40, harness);

    harness.source.emit({ number: 1 });
    await endOfTurn();
    expect([subscribers.at(-1)?.frames.length, after.at(-1)?.frames.length]).toEqual([1, 0]);
    expect(after.at(-1)?.isUpToDate).toBe(false);
    harness.source.emit({ number: 2 });
    while (harness.scheduler.isDue) await endOfTurn();

    const results = [1, 2].map((number) => ({ data: { event: { number, name: null } } }));
    for (const { results: delivered } of [...subscribers, ...after]) expect(delivered).toEqual(results);
    expect(after.at(-1)?.isUpToDate).toBe(true);
  });

  test('lets a client join between two slices, for what comes from then on', async () => {
    const harness = createOperationGroupHarness();
    await addSlowSubscriber(harness);
    const subscribers = await addSubscribers(40, harness);

    harness.source.emit({ number: 1 });
    await endOfTurn();
    expect(subscribers.at(-1)?.frames).toEqual([]);
    subscribers[20]?.leave();
    const later = new SubscriberDouble(harness.group);
    await later.join();
    harness.source.emit({ number: 2 });
    while (harness.scheduler.isDue) await endOfTurn();

    expect([subscribers[20]?.frames.length, subscribers.at(-1)?.frames.length, later.frames.length]).toEqual([0, 2, 1]);
  });
});

import { describe, expect, test, vi } from 'vitest';
import { holdClock } from '../../harness/held-clock.ts';
import {
  addSubscribers,
  allDelivered,
  createOperationGroupHarness,
  wholeOf,
} from '../harness/operation-group-harness.ts';
import { SubscriberDouble } from '../harness/subscriber-double.ts';

holdClock({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });

const numbersOf = ({ results }: SubscriberDouble) =>
  results.map((result) => (result as { data: { event: { number: number } } }).data.event.number);

/** Lets the group look again whether the clients have read. */
async function lookAgain(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await vi.advanceTimersByTimeAsync(50);
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('whoever has not read enough', () => {
  test('begins with everything when there is room for it, as it is by then', async () => {
    const harness = createOperationGroupHarness();
    harness.source.missed.set('', [wholeOf(1)]);
    harness.source.becomeLive();
    const subscriber = new SubscriberDouble(harness.group);
    subscriber.roomBytes = 0;

    const joined = subscriber.join();
    await lookAgain();
    expect([numbersOf(subscriber), subscriber.isUpToDate]).toEqual([[], false]);
    harness.source.missed.set('', [wholeOf(2)]);
    subscriber.roomBytes = 1_000;
    await lookAgain();
    await joined;
    harness.source.emit({ number: 3 });
    await allDelivered(harness);

    expect(numbersOf(subscriber)).toEqual([2, 3]);
  });

  test('is told everything later than others, and no changes until then', async () => {
    const harness = createOperationGroupHarness();
    const [quick, slow] = await addSubscribers(2, harness);
    if (quick === undefined || slow === undefined) throw new Error('Nobody has joined');
    const lost = wholeOf(1);
    harness.source.missed.set('', [lost]);
    slow.roomBytes = 0;

    harness.source.emit(lost.root, { isWhole: true });
    await allDelivered(harness);
    harness.source.emit({ number: 2 });
    await allDelivered(harness);
    harness.source.missed.set('', [wholeOf(2)]);
    expect([numbersOf(quick), numbersOf(slow)]).toEqual([[1, 2], []]);
    slow.roomBytes = 1_000;
    await lookAgain();
    harness.source.emit({ number: 3 });
    await allDelivered(harness);

    expect([numbersOf(quick), numbersOf(slow)]).toEqual([
      [1, 2, 3],
      [2, 3],
    ]);
    expect(harness.source.lost).toMatchObject([{ root: lost.root, isWhole: true }]);
    expect(slow.isUpToDate).toBe(true);
  });

  test('gets changes as ever, which find out who is slow', async () => {
    const harness = createOperationGroupHarness();
    const [slow] = await addSubscribers(1, harness);
    if (slow === undefined) throw new Error('Nobody has joined');
    slow.roomBytes = 0;

    harness.source.emit({ number: 1 });
    await allDelivered(harness);

    expect(numbersOf(slow)).toEqual([1]);
  });

  test('is told it nevertheless after half a minute, which finds out who is slow', async () => {
    const harness = createOperationGroupHarness();
    const [slow] = await addSubscribers(1, harness);
    if (slow === undefined) throw new Error('Nobody has joined');
    slow.roomBytes = 0;
    harness.source.missed.set('', [wholeOf(2)]);

    harness.source.emit({ number: 1 }, { isWhole: true });
    await allDelivered(harness);
    await vi.advanceTimersByTimeAsync(29_000);
    await lookAgain();
    expect(numbersOf(slow)).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    await lookAgain();

    expect(numbersOf(slow)).toEqual([2]);
  });

  test('is not slow who reads for longer than that', async () => {
    const harness = createOperationGroupHarness();
    const [slow] = await addSubscribers(1, harness);
    if (slow === undefined) throw new Error('Nobody has joined');
    slow.roomBytes = 0;
    slow.drained = () => new Promise((resolve) => setTimeout(resolve, 10_000));
    harness.source.missed.set('', [wholeOf(2)]);

    harness.source.emit({ number: 1 }, { isWhole: true });
    await allDelivered(harness);
    for (let round = 0; round < 8; round += 1) {
      await vi.advanceTimersByTimeAsync(10_000);
      await lookAgain();
    }

    expect(numbersOf(slow)).toEqual([]);
  });

  test('is forgotten when it leaves before', async () => {
    const harness = createOperationGroupHarness();
    const [slow] = await addSubscribers(1, harness);
    if (slow === undefined) throw new Error('Nobody has joined');
    slow.roomBytes = 0;
    harness.source.emit({ number: 1 }, { isWhole: true });
    await allDelivered(harness);

    slow.leave();
    slow.roomBytes = 1_000;
    await lookAgain();

    expect([numbersOf(slow), harness.source.closed, vi.getTimerCount()]).toEqual([[], 1, 0]);
  });

  test('is told why when everything cannot be made any more', async () => {
    const harness = createOperationGroupHarness();
    const [slow] = await addSubscribers(1, harness);
    if (slow === undefined) throw new Error('Nobody has joined');
    slow.roomBytes = 0;
    harness.source.emit({ number: 1 }, { isWhole: true });
    await allDelivered(harness);

    harness.readNumber.mockImplementation(() => {
      throw new TypeError('It fails');
    });
    harness.source.missed.set('', [wholeOf(2)]);
    slow.roomBytes = 1_000;
    await lookAgain();

    expect(slow.endings).toHaveLength(1);
  });
});

import { describe, expect, test, vi } from 'vitest';
import { boundless } from './harness/boundless.ts';
import {
  addSubscribers,
  allDelivered,
  createOperationGroupHarness,
  wholeOf,
} from './harness/operation-group-harness.ts';
import { SubscriberDouble } from './harness/subscriber-double.ts';

describe('an operation group whose clients begin with everything', () => {
  test('executes and serializes it once for all who join while it stays the same', async () => {
    const harness = createOperationGroupHarness();
    harness.source.missed.set('', [wholeOf(1)]);

    const first = await addSubscribers(50, harness);
    harness.source.missed.set('', [wholeOf(2)]);
    const second = await addSubscribers(50, harness);

    expect(harness.readNumber).toHaveBeenCalledTimes(2);
    expect(new Set(first.flatMap(({ frames }) => frames)).size).toBe(1);
    expect(new Set(second.flatMap(({ frames }) => frames)).size).toBe(1);
    expect(second[49]?.results).toEqual([{ data: { event: { number: 2, name: null } } }]);
  });

  test('forgets it with its last subscriber', async () => {
    const harness = createOperationGroupHarness();
    harness.source.missed.set('', [wholeOf(1)]);
    const [only] = await addSubscribers(1, harness);
    expect(harness.startFrames.size).toBe(1);

    only?.leave();

    expect(harness.startFrames.size).toBe(0);
  });

  test('refuses who joins when it is too large to be sent', async () => {
    const harness = createOperationGroupHarness(undefined, {}, { ...boundless, maxResultBytes: 10 });
    harness.source.missed.set('', [wholeOf(1)]);

    await expect(new SubscriberDouble(harness.group).join()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('reads what is told when its turn has come, and not before', async () => {
    const harness = createOperationGroupHarness();
    const [subscriber] = await addSubscribers(1, harness);
    const read = vi.fn<() => unknown>();

    harness.source.emitLate(() => {
      read();
      return { number: 1 };
    });
    expect(read).not.toHaveBeenCalled();
    await allDelivered(harness);

    expect(read).toHaveBeenCalledOnce();
    expect(subscriber?.results).toMatchObject([{ data: { event: { number: 1 } } }]);
  });

  test('ends its subscriptions when it becomes too large, and asks for it no more', async () => {
    const harness = createOperationGroupHarness(undefined, {}, { ...boundless, maxResultBytes: 50 });
    const [subscriber] = await addSubscribers(1, harness);

    harness.source.emit({ number: 1, name: 'x'.repeat(50) }, { isWhole: true });
    await allDelivered(harness);

    expect(harness.maskError).toHaveBeenCalledWith(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
    expect([subscriber?.endings, harness.source.losses]).toEqual([[harness.masked], []]);
  });
});

test('nobody is up to date while the source holds something back', async () => {
  const harness = createOperationGroupHarness();
  const [subscriber] = await addSubscribers(1, harness);
  expect(subscriber?.isUpToDate).toBe(true);

  harness.source.isHolding = true;

  expect(subscriber?.isUpToDate).toBe(false);
});

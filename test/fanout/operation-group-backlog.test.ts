import { describe, expect, test, vi } from 'vitest';
import { endOfTurn } from './harness/end-of-turn.ts';
import { addSubscribers, createOperationGroupHarness } from './harness/operation-group-harness.ts';

describe('an operation group that has a backlog', () => {
  test('executes an event when its turn has come, not when it arrives', async () => {
    const harness = createOperationGroupHarness();
    await addSubscribers(1, harness);

    harness.source.emit({ number: 1 });

    expect(harness.readNumber).not.toHaveBeenCalled();
  });

  test('has the results of few events in memory at a time', async () => {
    const harness = createOperationGroupHarness();
    const [first, second] = await addSubscribers(2, harness);
    const madeAtDelivery: number[] = [];
    for (const subscriber of [first, second]) {
      Object.assign(subscriber ?? {}, { flush: () => madeAtDelivery.push(harness.readNumber.mock.calls.length) });
    }

    for (let number = 1; number <= 4; number += 1) harness.source.emit({ number }, { size: 1_000_000 });
    while (harness.scheduler.isDue) await endOfTurn();

    expect(madeAtDelivery).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  test('lets many join during a delivery without sending anything before its turn', async () => {
    const harness = createOperationGroupHarness();
    const [before] = await addSubscribers(1, harness);
    harness.source.emit({ number: 1 });

    const joined = await addSubscribers(3, harness);
    expect([before?.frames.length, harness.group.subscribers]).toEqual([0, 4]);
    harness.source.emit({ number: 2 });
    joined[2]?.leave();
    while (harness.scheduler.isDue) await endOfTurn();

    expect(before?.results).toMatchObject([{ data: { event: { number: 1 } } }, { data: { event: { number: 2 } } }]);
    expect(joined.map(({ results }) => results.length)).toEqual([1, 1, 0]);
    expect(joined[0]).toMatchObject({ isUpToDate: true, results: [{ data: { event: { number: 2 } } }] });
  });
});

describe('an operation group that falls behind', () => {
  const bounds = { maxBacklogBytes: 1000, maxResultBytes: 10_000 };

  test('drops what waits beyond its bytes, tells its source since when, and goes on', async () => {
    const onLost = vi.fn<(events: number) => void>();
    const harness = createOperationGroupHarness(undefined, {}, { ...bounds, onLost });
    const subscribers = await addSubscribers(2, harness);
    const at = (second: number) => new Date(1000 * second);

    for (const second of [1, 2, 3]) harness.source.emit({ number: second }, { size: 400, receivedAt: at(second) });
    harness.source.emit({ number: 4 }, { size: 400, receivedAt: at(4) });
    while (harness.scheduler.isDue) await endOfTurn();

    expect([harness.source.losses, onLost.mock.calls]).toEqual([[at(1)], [[3]]]);
    for (const { results } of subscribers) expect(results).toMatchObject([{ data: { event: { number: 4 } } }]);
  });

  test('keeps who joined while it dropped events, for what comes after', async () => {
    const harness = createOperationGroupHarness(undefined, {}, { ...bounds, onLost: () => undefined });
    await addSubscribers(1, harness);
    harness.source.emit({ number: 1 }, { size: 900 });
    const [late] = await addSubscribers(1, harness);

    harness.source.emit({ number: 2 }, { size: 900 });
    harness.source.emit({ number: 3 });
    while (harness.scheduler.isDue) await endOfTurn();

    expect(late?.results).toMatchObject([{ data: { event: { number: 3 } } }]);
  });

  test('never drops a single event for its size alone', async () => {
    const harness = createOperationGroupHarness(undefined, {}, { ...bounds, onLost: () => undefined });
    const [subscriber] = await addSubscribers(1, harness);

    harness.source.emit({ number: 1 }, { size: 1_000_000 });
    await endOfTurn();

    expect([subscriber?.frames.length, harness.source.losses]).toEqual([1, []]);
  });

  test('does not send a result that is larger than clients can take, and says so', async () => {
    const onLost = vi.fn<(events: number) => void>();
    const harness = createOperationGroupHarness(undefined, {}, { ...bounds, onLost });
    const [subscriber] = await addSubscribers(1, harness);

    harness.source.emit({ number: 1, name: 'x'.repeat(10_000) }, { receivedAt: new Date(7) });
    harness.source.emit({ number: 2 });
    await endOfTurn();

    expect(subscriber?.results).toMatchObject([{ data: { event: { number: 2 } } }]);
    expect([harness.source.losses, onLost.mock.calls]).toEqual([[new Date(7)], [[1]]]);
  });
});

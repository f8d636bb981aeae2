import { setImmediate } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { endOfTurn } from './harness/end-of-turn.ts';
import { addSubscribers, allDelivered, createOperationGroupHarness } from './harness/operation-group-harness.ts';
import { SubscriberDouble } from './harness/subscriber-double.ts';

describe('an operation group', () => {
  test('executes an event once for all subscribers, and serializes it once', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(50, harness);

    harness.source.emit({ number: 1, name: 'Zoë' });
    harness.source.emit({ number: 2, name: '山田' });
    while (harness.scheduler.isDue) await endOfTurn();

    expect(harness.readNumber).toHaveBeenCalledTimes(2);
    expect(subscribers[0]?.results).toEqual([
      { data: { event: { number: 1, name: 'Zoë' } } },
      { data: { event: { number: 2, name: '山田' } } },
    ]);
    for (const { frames } of subscribers) expect(frames).toEqual(subscribers[0]?.frames);
    expect(new Set(subscribers.map(({ frames }) => frames[0])).size).toBe(1);
  });

  test('executes nothing when nobody is there any more', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(1, harness);

    subscribers[0]?.leave();
    harness.source.emit({ number: 1 });
    await endOfTurn();

    expect(harness.readNumber).not.toHaveBeenCalled();
  });

  test('uses the variables of the operation', async () => {
    const harness = createOperationGroupHarness(
      'subscription ($skip: Boolean!) { event { number @skip(if: $skip) name } }',
      {
        skip: true,
      },
    );
    const subscribers = await addSubscribers(1, harness);

    harness.source.emit({ number: 1, name: 'a' });
    await endOfTurn();

    expect(subscribers[0]?.results).toEqual([{ data: { event: { name: 'a' } } }]);
  });

  test('executes without anything of those who asked', async () => {
    const harness = createOperationGroupHarness();
    await addSubscribers(2, harness);

    harness.source.emit({ number: 1 });
    await endOfTurn();

    expect(harness.readNumber).toHaveBeenCalledWith({ number: 1 }, undefined);
  });

  test('adds the extensions of an event to its result, and none where there are none', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(1, harness);

    harness.source.emit({ number: 1 }, { extensions: { gap: null } });
    harness.source.emit({ number: 2 });
    await endOfTurn();

    expect(subscribers[0]?.results).toEqual([
      { data: { event: { number: 1, name: null } }, extensions: { gap: null } },
      { data: { event: { number: 2, name: null } } },
    ]);
  });

  test('lets a client join while the first one still waits', async () => {
    const { group, source } = createOperationGroupHarness();
    const [first, second] = [new SubscriberDouble(group), new SubscriberDouble(group)];
    const joining = [first.join()];

    await Promise.resolve();
    joining.push(second.join());
    expect(group.subscribers).toBe(2);
    source.becomeLive();
    await Promise.all(joining);
    source.emit({ number: 1 });
    await endOfTurn();

    expect([source.opened, first.frames.length, second.frames.length]).toEqual([1, 1, 1]);
  });

  test('hands over what came before its end first', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(1, harness);

    harness.source.emit({ number: 1 });
    harness.source.end(new Error('over'));
    await allDelivered(harness);

    expect(subscribers[0]?.results).toHaveLength(1);
    expect(subscribers[0]?.endings).toEqual([harness.masked]);
  });

  test('counts no subscriber as up to date while it has something for it', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(1, harness);

    expect(subscribers[0]?.isUpToDate).toBe(true);
    harness.source.emit({ number: 1 });
    expect(subscribers[0]?.isUpToDate).toBe(false);
    await endOfTurn();

    expect(subscribers[0]?.isUpToDate).toBe(true);
  });

  test('lets a client join later, for what comes from then on', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(1, harness);
    harness.source.emit({ number: 1 });

    const later = new SubscriberDouble(harness.group);
    await later.join();
    harness.source.emit({ number: 2 });
    await endOfTurn();

    expect([subscribers[0]?.frames.length, later.frames.length]).toEqual([2, 1]);
  });

  test('leaves the event loop to others while many clients are served what they missed', async () => {
    const { group, source } = createOperationGroupHarness();
    const turns: number[] = [];
    let turn = 0;
    vi.spyOn(source, 'replay').mockImplementation(() => {
      const startedAtMs = performance.now();
      while (performance.now() - startedAtMs < 15);
      turns.push(turn);
      return [];
    });

    const joining = [1, 2, 3].map(() => new SubscriberDouble(group).join('cursor-0'));
    source.becomeLive();
    for (; turn < 10; turn += 1) await setImmediate();
    await Promise.all(joining);

    expect(new Set(turns).size).toBe(3);
  });

  test('stays while it has a subscriber, then closes its source once', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(3, harness);

    for (const subscriber of subscribers) {
      expect(harness.source.closed).toBe(0);
      subscriber.leave();
      subscriber.leave();
    }

    expect(harness.source.closed).toBe(1);
    expect(harness.onEmpty).toHaveBeenCalledTimes(1);
  });

  test('lets a subscriber leave during the delivery to another', async () => {
    const { group, source } = createOperationGroupHarness();
    const [first, second] = [new SubscriberDouble(group), new SubscriberDouble(group)];
    first.deliver = () => second.leave();
    const joining = [first.join(), second.join()];
    source.becomeLive();
    await Promise.all(joining);

    source.emit({ number: 1 });
    await endOfTurn();
    source.emit({ number: 2 });
    await endOfTurn();

    expect(second.frames).toEqual([]);
  });
});

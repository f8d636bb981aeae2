import { setImmediate } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
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

describe('an operation group that fails', () => {
  test('rejects all who wait when its source never becomes live, and keeps none of them', async () => {
    const { group, source, onEmpty } = createOperationGroupHarness();
    const subscribers = [new SubscriberDouble(group), new SubscriberDouble(group)];
    const joining = subscribers.map((subscriber) => subscriber.join());

    source.fail(new Error('refused'));

    const outcomes = await Promise.allSettled(joining);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([group.subscribers, source.closed, onEmpty.mock.calls.length]).toEqual([0, 1, 1]);
  });

  test('rejects who waits when its source ends before it was live', async () => {
    const harness = createOperationGroupHarness();
    const { group, source } = harness;
    const subscriber = new SubscriberDouble(group);
    const joining = subscriber.join();

    source.end(new Error('over'));
    source.fail(new Error('over'));

    await expect(joining).rejects.toThrow('over');
    await allDelivered(harness);
    // The rejection has told it.
    expect([subscriber.endings, group.subscribers, source.closed]).toEqual([[], 0, 1]);
  });

  test('ends all streams with the error of its source', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(2, harness);

    const over = new Error('the topic is over');
    harness.source.end(over);
    await allDelivered(harness);

    for (const { endings } of subscribers) expect(endings).toEqual([harness.masked]);
    expect(harness.maskError).toHaveBeenCalledWith(over);
    expect(harness.onEmpty).toHaveBeenCalledTimes(1);
  });

  test('ends all streams with a masked error when a field throws', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(2, harness);
    harness.readNumber.mockImplementation(() => {
      throw new Error('secret');
    });

    harness.source.emit({ number: 1 });
    await allDelivered(harness);

    for (const { endings } of subscribers) expect(endings).toEqual([harness.masked]);
    expect(harness.maskError).toHaveBeenCalledTimes(1);
    expect(subscribers[0]?.frames).toEqual([]);
    expect(harness.source.closed).toBe(1);
  });

  test('says what graphql-js says of a field that throws', async () => {
    const harness = createOperationGroupHarness();
    await addSubscribers(1, harness);
    const secret = new Error('secret');
    harness.readNumber.mockImplementation(() => {
      throw secret;
    });

    harness.source.emit({ number: 1 });
    await endOfTurn();

    const [error] = harness.maskError.mock.calls[0] ?? [];
    expect(error).toBeInstanceOf(GraphQLError);
    expect(error).toMatchObject({ path: ['event', 'number'], originalError: secret });
  });

  test('says what graphql-js says of a variable that is missing', async () => {
    const harness = createOperationGroupHarness('subscription ($only: Int!) { event(only: $only) { number } }');
    await addSubscribers(1, harness);

    harness.source.emit({ number: 1 });
    await endOfTurn();

    const [error] = harness.maskError.mock.calls[0] ?? [];
    expect(error).toBeInstanceOf(GraphQLError);
    expect(error).toMatchObject({ message: 'Variable "$only" of required type "Int!" was not provided.' });
  });

  test('ends all streams with a masked error when a field is not synchronous', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(1, harness);
    harness.readNumber.mockImplementation(async () => 1);

    harness.source.emit({ number: 1 });
    await allDelivered(harness);

    expect(subscribers[0]?.endings).toEqual([harness.masked]);
  });

  test('ends every subscription though one of them throws when it is told', async () => {
    const harness = createOperationGroupHarness();
    const before = await addSubscribers(1, harness);
    const failure = new Error('cannot be told');
    const broken = new SubscriberDouble(harness.group);
    broken.onEnd = () => {
      throw failure;
    };
    await broken.join();
    const after = await addSubscribers(1, harness);
    const over = new Error('over');

    harness.source.end(over);
    await allDelivered(harness);

    for (const { endings } of [...before, ...after]) expect(endings).toEqual([harness.masked]);
    expect(harness.maskError.mock.calls).toEqual([[over], [failure]]);
  });

  test('says nothing to a client that left just before it would be told', async () => {
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(3, harness);

    subscribers[0]?.leave();
    harness.source.end(new Error('over'));
    subscribers[1]?.leave();
    await allDelivered(harness);

    expect(subscribers.map(({ endings }) => endings)).toEqual([[], [], [harness.masked]]);
  });

  test('ends thousands of subscriptions in slices, and nobody joins them meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const harness = createOperationGroupHarness();
    const subscribers = await addSubscribers(100, harness);
    for (const subscriber of subscribers) {
      subscriber.onEnd = (error) => {
        subscriber.endings.push(error);
        vi.advanceTimersByTime(1);
      };
    }
    const ended = () => subscribers.filter(({ endings }) => endings.length > 0).length;

    harness.source.end(new Error('over'));
    expect([ended(), harness.onEmpty.mock.calls.length, harness.source.closed]).toEqual([0, 1, 1]);
    await endOfTurn();
    expect(ended()).toBe(12);
    harness.source.emit({ number: 1 });
    await allDelivered(harness);

    expect(subscribers.map(({ endings, frames }) => [endings, frames])).toEqual(
      Array(100).fill([[harness.masked], []]),
    );
    expect([harness.onEmpty.mock.calls.length, harness.group.subscribers]).toEqual([1, 0]);
    vi.useRealTimers();
  });
});

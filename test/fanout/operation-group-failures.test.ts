import { GraphQLError } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { boundless } from './harness/boundless.ts';
import { endOfTurn } from './harness/end-of-turn.ts';
import { addSubscribers, allDelivered, createOperationGroupHarness } from './harness/operation-group-harness.ts';
import { SubscriberDouble } from './harness/subscriber-double.ts';

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

  test('ends also those who joined between the events that are dropped when a flush throws', async () => {
    const broken = {
      ...boundless,
      maxResultBytes: 1,
      onLost: () => {
        throw new Error('cannot be counted');
      },
    };
    const harness = createOperationGroupHarness(undefined, undefined, broken);
    const before = await addSubscribers(1, harness);
    const newcomers = [new SubscriberDouble(harness.group), new SubscriberDouble(harness.group)];
    for (const newcomer of newcomers) {
      harness.source.emit({ number: 1 });
      await newcomer.join();
    }

    await allDelivered(harness);

    for (const { endings } of [...before, ...newcomers]) expect(endings).toEqual([harness.masked]);
    expect([harness.group.subscribers, harness.source.closed]).toEqual([0, 1]);
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

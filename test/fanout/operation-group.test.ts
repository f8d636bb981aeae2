import { GraphQLError, GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { OperationGroup } from '../../src/fanout/operation-group.ts';
import type { FrameSink } from '../../src/fanout/seat.ts';
import { Turn } from '../../src/fanout/turn.ts';
import { endOfTurn } from './end-of-turn.ts';
import { SeatHolderDouble } from './seat-holder-double.ts';
import { SharedSourceDouble } from './shared-source-double.ts';

/** A schema that counts what it is asked, and can fail. */
function setUp(query = 'subscription { event { number name } }', variableValues = {}) {
  const readNumber = vi.fn<(source: { readonly number: number }, context: unknown) => unknown>(({ number }) => number);
  const event = new GraphQLObjectType({
    name: 'Event',
    fields: {
      number: { type: GraphQLInt, resolve: (source, _, context) => readNumber(source, context) },
      name: { type: GraphQLString },
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { a: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: { event: { type: event, args: { only: { type: GraphQLInt } }, resolve: (root) => root } },
    }),
  });
  const source = new SharedSourceDouble();
  const onEmpty = vi.fn<() => void>();
  const masked = new Error('masked');
  const maskError = vi.fn<(error: unknown) => Error>(() => masked);
  const turn = new Turn();
  const group = new OperationGroup({
    operation: { schema, document: parse(query), operationName: undefined, variableValues },
    source,
    turn,
    onEmpty,
    maskError,
  });
  return { group, source, turn, onEmpty, maskError, masked, readNumber };
}

async function takeSeats(count: number, { group, source }: Pick<ReturnType<typeof setUp>, 'group' | 'source'>) {
  const holders = Array.from({ length: count }, () => new SeatHolderDouble());
  const joining = holders.map((holder) => group.seat(holder));
  source.becomeLive();
  return { holders, seats: await Promise.all(joining) };
}

const ignore = () => undefined;

/** Seats that log what is done to them, by their place; `onDeliver` is told it, too. */
async function takeLoggedSeats(
  count: number,
  { group, source }: Pick<ReturnType<typeof setUp>, 'group' | 'source'>,
  onDeliver: (place: number) => void = ignore,
) {
  const log: { readonly place: number; readonly step: 'deliver' | 'flush' }[] = [];
  const joining = Array.from({ length: count }, (_, place) => {
    const deliver = () => {
      log.push({ place, step: 'deliver' });
      onDeliver(place);
    };
    const flush = () => log.push({ place, step: 'flush' });
    return group.seat({ sink: { deliver, flush, drained: async () => undefined }, left: ignore, ended: ignore });
  });
  source.becomeLive();
  const seats = await Promise.all(joining);
  const stepsOf = (place: number) => log.filter((entry) => entry.place === place).map(({ step }) => step);
  return { log, seats, stepsOf };
}

/** A delivery to it takes longer than a slice. */
async function takeSlowSeat({ group, source }: Pick<ReturnType<typeof setUp>, 'group' | 'source'>) {
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const deliver = () => {
    nowMs += 1000;
  };
  const joining = group.seat({
    sink: { deliver, flush: ignore, drained: async () => undefined },
    left: ignore,
    ended: ignore,
  });
  source.becomeLive();
  return joining;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('an operation group', () => {
  test('executes an event once for all seats, and serializes it once', async () => {
    const stage = setUp();
    const { holders } = await takeSeats(50, stage);

    stage.source.emit({ number: 1, name: 'Zoë' });
    stage.source.emit({ number: 2, name: '山田' });
    await endOfTurn();

    expect(stage.readNumber).toHaveBeenCalledTimes(2);
    expect(holders[0]?.results).toEqual([
      { data: { event: { number: 1, name: 'Zoë' } } },
      { data: { event: { number: 2, name: '山田' } } },
    ]);
    for (const { frames } of holders) expect(frames).toEqual(holders[0]?.frames);
    expect(new Set(holders.map(({ frames }) => frames[0])).size).toBe(1);
  });

  test('executes nothing when nobody is there any more', async () => {
    const stage = setUp();
    const { seats } = await takeSeats(1, stage);

    seats[0]?.free();
    stage.source.emit({ number: 1 });

    expect(stage.readNumber).not.toHaveBeenCalled();
  });

  test('uses the variables of the operation', async () => {
    const stage = setUp('subscription ($skip: Boolean!) { event { number @skip(if: $skip) name } }', { skip: true });
    const { holders } = await takeSeats(1, stage);

    stage.source.emit({ number: 1, name: 'a' });
    await endOfTurn();

    expect(holders[0]?.results).toEqual([{ data: { event: { name: 'a' } } }]);
  });

  test('executes without anything of those who asked', async () => {
    const stage = setUp();
    await takeSeats(2, stage);

    stage.source.emit({ number: 1 });

    expect(stage.readNumber).toHaveBeenCalledWith({ number: 1 }, undefined);
  });

  test('adds the extensions of an event to its result, and none where there are none', async () => {
    const stage = setUp();
    const { holders } = await takeSeats(1, stage);

    stage.source.emit({ number: 1 }, { extensions: { gap: null } });
    stage.source.emit({ number: 2 });
    await endOfTurn();

    expect(holders[0]?.results).toEqual([
      { data: { event: { number: 1, name: null } }, extensions: { gap: null } },
      { data: { event: { number: 2, name: null } } },
    ]);
  });

  test('lets a client join while the first one still waits', async () => {
    const { group, source } = setUp();
    const [first, second] = [new SeatHolderDouble(), new SeatHolderDouble()];
    const joining = [group.seat(first)];

    await Promise.resolve();
    joining.push(group.seat(second));
    expect(group.seats).toBe(2);
    source.becomeLive();
    await Promise.all(joining);
    source.emit({ number: 1 });
    await endOfTurn();

    expect([source.opened, first.frames.length, second.frames.length]).toEqual([1, 1, 1]);
  });

  test('hands over what happened in one turn together', async () => {
    const stage = setUp();
    const deliver = vi.fn<FrameSink['deliver']>();
    await takeSeats(1, stage);
    await stage.group.seat({
      sink: { deliver, flush: ignore, drained: async () => undefined },
      left: () => undefined,
      ended: () => undefined,
    });

    for (const number of [1, 2, 3]) stage.source.emit({ number });
    expect(deliver).not.toHaveBeenCalled();
    await endOfTurn();

    expect(deliver).toHaveBeenCalledTimes(1);
    expect(deliver.mock.calls[0]?.[0]).toHaveLength(3);
  });

  test.each([1, 16, 17, 40])('of %i seats flushes each once, after it was delivered to', async (count) => {
    const stage = setUp();
    const { log, stepsOf } = await takeLoggedSeats(count, stage);

    stage.source.emit({ number: 1 });
    stage.source.emit({ number: 2 });
    await endOfTurn();
    expect(log).toHaveLength(2 * count);
    stage.source.emit({ number: 3 });
    await endOfTurn();

    expect(log).toHaveLength(4 * count);
    for (let place = 0; place < count; place += 1) {
      expect(stepsOf(place)).toEqual(['deliver', 'flush', 'deliver', 'flush']);
    }
  });

  test('delivers to sixteen seats before the first of them is flushed', async () => {
    const stage = setUp();
    const { log } = await takeLoggedSeats(40, stage);

    stage.source.emit({ number: 1 });
    await endOfTurn();

    const batches = [16, 16, 8].flatMap((size) => [
      ...new Array<string>(size).fill('deliver'),
      ...new Array<string>(size).fill('flush'),
    ]);
    expect(log.map(({ step }) => step)).toEqual(batches);
  });

  test('lets a delivery free seats of its batch: the ones before it as served, the ones after it unserved', async () => {
    const stage = setUp();
    const { log, seats, stepsOf } = await takeLoggedSeats(20, stage, (place) => {
      if (place === 5) for (const freed of [3, 5, 7, 18]) seats[freed]?.free();
    });

    stage.source.emit({ number: 1 });
    await endOfTurn();
    expect([3, 5, 7, 18].map(stepsOf)).toEqual([['deliver', 'flush'], ['deliver', 'flush'], [], []]);
    expect(log).toHaveLength(2 * 18);
    stage.source.emit({ number: 2 });
    await endOfTurn();

    expect([0, 6, 15, 16, 19].map((place) => stepsOf(place).length)).toEqual([4, 4, 4, 4, 4]);
    expect(log).toHaveLength(2 * 18 + 2 * 16);
  });

  test('serves its seats in slices: what happens in between reaches all of them, in order', async () => {
    const stage = setUp();
    const { holders } = await takeSeats(40, stage);
    await takeSlowSeat(stage);
    const { holders: after, seats: afterSeats } = await takeSeats(40, stage);

    stage.source.emit({ number: 1 });
    await endOfTurn();
    expect([holders.at(-1)?.frames.length, after.at(-1)?.frames.length]).toEqual([1, 0]);
    expect(afterSeats.at(-1)?.isUpToDate).toBe(false);
    stage.source.emit({ number: 2 });
    while (stage.turn.isDue) await endOfTurn();

    const results = [1, 2].map((number) => ({ data: { event: { number, name: null } } }));
    for (const { results: told } of [...holders, ...after]) expect(told).toEqual(results);
    expect(afterSeats.at(-1)?.isUpToDate).toBe(true);
  });

  test('lets a client join between two slices, for what comes from then on', async () => {
    const stage = setUp();
    await takeSlowSeat(stage);
    const { holders, seats } = await takeSeats(40, stage);

    stage.source.emit({ number: 1 });
    await endOfTurn();
    expect(holders.at(-1)?.frames).toEqual([]);
    seats[20]?.free();
    const later = new SeatHolderDouble();
    await stage.group.seat(later);
    stage.source.emit({ number: 2 });
    while (stage.turn.isDue) await endOfTurn();

    expect([holders[20]?.frames.length, holders.at(-1)?.frames.length, later.frames.length]).toEqual([0, 2, 1]);
  });

  test('hands over what came before its end first', async () => {
    const stage = setUp();
    const { holders } = await takeSeats(1, stage);

    stage.source.emit({ number: 1 });
    stage.source.end(new Error('over'));

    expect(holders[0]?.results).toHaveLength(1);
  });

  test('counts no seat as up to date while it has something for it', async () => {
    const stage = setUp();
    const { seats } = await takeSeats(1, stage);

    expect(seats[0]?.isUpToDate).toBe(true);
    stage.source.emit({ number: 1 });
    expect(seats[0]?.isUpToDate).toBe(false);
    await endOfTurn();

    expect(seats[0]?.isUpToDate).toBe(true);
  });

  test('lets a client join later, for what comes from then on', async () => {
    const stage = setUp();
    const { holders } = await takeSeats(1, stage);
    stage.source.emit({ number: 1 });

    const later = new SeatHolderDouble();
    await stage.group.seat(later);
    stage.source.emit({ number: 2 });
    await endOfTurn();

    expect([holders[0]?.frames.length, later.frames.length]).toEqual([2, 1]);
  });

  test('stays while one of its seats is taken, then closes its source once', async () => {
    const stage = setUp();
    const { seats } = await takeSeats(3, stage);

    for (const seat of seats) {
      expect(stage.source.closed).toBe(0);
      seat.free();
      seat.free();
    }

    expect(stage.source.closed).toBe(1);
    expect(stage.onEmpty).toHaveBeenCalledTimes(1);
  });

  test('lets a seat be freed by the delivery of another', async () => {
    const { group, source } = setUp();
    const second = new SeatHolderDouble();
    const seats = [
      group.seat({
        sink: {
          deliver: () => void seats[1]?.then((seat) => seat.free()),
          flush: ignore,
          drained: async () => undefined,
        },
        left: () => undefined,
        ended: () => undefined,
      }),
    ];
    seats.push(group.seat(second));
    source.becomeLive();
    await Promise.all(seats);

    source.emit({ number: 1 });
    await endOfTurn();
    source.emit({ number: 2 });
    await endOfTurn();

    expect(second.frames).toHaveLength(1);
  });
});

describe('an operation group that fails', () => {
  test('rejects all who wait when its source never becomes live, and frees their seats', async () => {
    const { group, source, onEmpty } = setUp();
    const holders = [new SeatHolderDouble(), new SeatHolderDouble()];
    const joining = holders.map((holder) => group.seat(holder));

    source.fail(new Error('refused'));

    const outcomes = await Promise.allSettled(joining);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(holders.map(({ timesLeft }) => timesLeft)).toEqual([1, 1]);
    expect([group.seats, source.closed, onEmpty.mock.calls.length]).toEqual([0, 1, 1]);
  });

  test('rejects who waits when its source ends before it was live', async () => {
    const { group, source } = setUp();
    const holder = new SeatHolderDouble();
    const joining = group.seat(holder);

    source.end(new Error('over'));
    source.fail(new Error('over'));

    await expect(joining).rejects.toThrow('over');
    expect([holder.timesLeft, group.seats, source.closed]).toEqual([1, 0, 1]);
  });

  test('ends all streams with the error of its source', async () => {
    const stage = setUp();
    const { holders } = await takeSeats(2, stage);

    const over = new Error('the topic is over');
    stage.source.end(over);

    for (const { endings } of holders) expect(endings).toEqual([stage.masked]);
    expect(stage.maskError).toHaveBeenCalledWith(over);
    expect(stage.onEmpty).toHaveBeenCalledTimes(1);
  });

  test('ends all streams with a masked error when a field throws', async () => {
    const stage = setUp();
    const { holders } = await takeSeats(2, stage);
    stage.readNumber.mockImplementation(() => {
      throw new Error('secret');
    });

    stage.source.emit({ number: 1 });

    for (const { endings } of holders) expect(endings).toEqual([stage.masked]);
    expect(stage.maskError).toHaveBeenCalledTimes(1);
    expect(holders[0]?.frames).toEqual([]);
    expect(stage.source.closed).toBe(1);
  });

  test('says what graphql-js says of a field that throws', async () => {
    const stage = setUp();
    await takeSeats(1, stage);
    const secret = new Error('secret');
    stage.readNumber.mockImplementation(() => {
      throw secret;
    });

    stage.source.emit({ number: 1 });

    const [error] = stage.maskError.mock.calls[0] ?? [];
    expect(error).toBeInstanceOf(GraphQLError);
    expect(error).toMatchObject({ path: ['event', 'number'], originalError: secret });
  });

  test('says what graphql-js says of a variable that is missing', async () => {
    const stage = setUp('subscription ($only: Int!) { event(only: $only) { number } }');
    await takeSeats(1, stage);

    stage.source.emit({ number: 1 });

    const [error] = stage.maskError.mock.calls[0] ?? [];
    expect(error).toBeInstanceOf(GraphQLError);
    expect(error).toMatchObject({ message: 'Variable "$only" of required type "Int!" was not provided.' });
  });

  test('ends all streams with a masked error when a field is not synchronous', async () => {
    const stage = setUp();
    const { holders } = await takeSeats(1, stage);
    stage.readNumber.mockImplementation(async () => 1);

    stage.source.emit({ number: 1 });

    expect(holders[0]?.endings).toEqual([stage.masked]);
  });

  test('says nothing to a client that left just before', async () => {
    const stage = setUp();
    const { seats, holders } = await takeSeats(2, stage);

    seats[0]?.free();
    stage.source.end(new Error('over'));

    expect(holders.map(({ endings }) => endings)).toEqual([[], [stage.masked]]);
  });
});

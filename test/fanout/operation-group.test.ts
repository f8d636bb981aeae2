import { setImmediate } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { endOfTurn } from './harness/end-of-turn.ts';
import { stageOperationGroup, takeSeats } from './harness/operation-group-stage.ts';
import { SeatHolderDouble } from './harness/seat-holder-double.ts';

const ignore = () => undefined;

describe('an operation group', () => {
  test('executes an event once for all seats, and serializes it once', async () => {
    const stage = stageOperationGroup();
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
    const stage = stageOperationGroup();
    const { seats } = await takeSeats(1, stage);

    seats[0]?.free();
    stage.source.emit({ number: 1 });

    expect(stage.readNumber).not.toHaveBeenCalled();
  });

  test('uses the variables of the operation', async () => {
    const stage = stageOperationGroup('subscription ($skip: Boolean!) { event { number @skip(if: $skip) name } }', {
      skip: true,
    });
    const { holders } = await takeSeats(1, stage);

    stage.source.emit({ number: 1, name: 'a' });
    await endOfTurn();

    expect(holders[0]?.results).toEqual([{ data: { event: { name: 'a' } } }]);
  });

  test('executes without anything of those who asked', async () => {
    const stage = stageOperationGroup();
    await takeSeats(2, stage);

    stage.source.emit({ number: 1 });

    expect(stage.readNumber).toHaveBeenCalledWith({ number: 1 }, undefined);
  });

  test('adds the extensions of an event to its result, and none where there are none', async () => {
    const stage = stageOperationGroup();
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
    const { group, source } = stageOperationGroup();
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

  test('hands over what came before its end first', async () => {
    const stage = stageOperationGroup();
    const { holders } = await takeSeats(1, stage);

    stage.source.emit({ number: 1 });
    stage.source.end(new Error('over'));

    expect(holders[0]?.results).toHaveLength(1);
  });

  test('counts no seat as up to date while it has something for it', async () => {
    const stage = stageOperationGroup();
    const { seats } = await takeSeats(1, stage);

    expect(seats[0]?.isUpToDate).toBe(true);
    stage.source.emit({ number: 1 });
    expect(seats[0]?.isUpToDate).toBe(false);
    await endOfTurn();

    expect(seats[0]?.isUpToDate).toBe(true);
  });

  test('lets a client join later, for what comes from then on', async () => {
    const stage = stageOperationGroup();
    const { holders } = await takeSeats(1, stage);
    stage.source.emit({ number: 1 });

    const later = new SeatHolderDouble();
    await stage.group.seat(later);
    stage.source.emit({ number: 2 });
    await endOfTurn();

    expect([holders[0]?.frames.length, later.frames.length]).toEqual([2, 1]);
  });

  test('leaves the event loop to others while many clients are served what they missed', async () => {
    const { group, source } = stageOperationGroup();
    const turns: number[] = [];
    let turn = 0;
    vi.spyOn(source, 'first').mockImplementation(() => {
      const startedAtMs = performance.now();
      while (performance.now() - startedAtMs < 15);
      turns.push(turn);
      return [];
    });

    const joining = [1, 2, 3].map(() => group.seat(new SeatHolderDouble(), 'cursor-0'));
    source.becomeLive();
    for (; turn < 10; turn += 1) await setImmediate();
    await Promise.all(joining);

    expect(new Set(turns).size).toBe(3);
  });

  test('stays while one of its seats is taken, then closes its source once', async () => {
    const stage = stageOperationGroup();
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
    const { group, source } = stageOperationGroup();
    const second = new SeatHolderDouble();
    const seats = [
      group.seat({
        sink: {
          deliver: () => void seats[1]?.then((seat) => seat.free()),
          flush: ignore,
          drained: async () => undefined,
        },
        seated: ignore,
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
    const { group, source, onEmpty } = stageOperationGroup();
    const holders = [new SeatHolderDouble(), new SeatHolderDouble()];
    const joining = holders.map((holder) => group.seat(holder));

    source.fail(new Error('refused'));

    const outcomes = await Promise.allSettled(joining);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(holders.map(({ timesLeft }) => timesLeft)).toEqual([1, 1]);
    expect([group.seats, source.closed, onEmpty.mock.calls.length]).toEqual([0, 1, 1]);
  });

  test('rejects who waits when its source ends before it was live', async () => {
    const { group, source } = stageOperationGroup();
    const holder = new SeatHolderDouble();
    const joining = group.seat(holder);

    source.end(new Error('over'));
    source.fail(new Error('over'));

    await expect(joining).rejects.toThrow('over');
    expect([holder.timesLeft, group.seats, source.closed]).toEqual([1, 0, 1]);
  });

  test('ends all streams with the error of its source', async () => {
    const stage = stageOperationGroup();
    const { holders } = await takeSeats(2, stage);

    const over = new Error('the topic is over');
    stage.source.end(over);

    for (const { endings } of holders) expect(endings).toEqual([stage.masked]);
    expect(stage.maskError).toHaveBeenCalledWith(over);
    expect(stage.onEmpty).toHaveBeenCalledTimes(1);
  });

  test('ends all streams with a masked error when a field throws', async () => {
    const stage = stageOperationGroup();
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
    const stage = stageOperationGroup();
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
    const stage = stageOperationGroup('subscription ($only: Int!) { event(only: $only) { number } }');
    await takeSeats(1, stage);

    stage.source.emit({ number: 1 });

    const [error] = stage.maskError.mock.calls[0] ?? [];
    expect(error).toBeInstanceOf(GraphQLError);
    expect(error).toMatchObject({ message: 'Variable "$only" of required type "Int!" was not provided.' });
  });

  test('ends all streams with a masked error when a field is not synchronous', async () => {
    const stage = stageOperationGroup();
    const { holders } = await takeSeats(1, stage);
    stage.readNumber.mockImplementation(async () => 1);

    stage.source.emit({ number: 1 });

    expect(holders[0]?.endings).toEqual([stage.masked]);
  });

  test('says nothing to a client that left just before', async () => {
    const stage = stageOperationGroup();
    const { seats, holders } = await takeSeats(2, stage);

    seats[0]?.free();
    stage.source.end(new Error('over'));

    expect(holders.map(({ endings }) => endings)).toEqual([[], [stage.masked]]);
  });
});

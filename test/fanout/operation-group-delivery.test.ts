import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FrameSink } from '../../src/fanout/seat.ts';
import { endOfTurn } from './harness/end-of-turn.ts';
import { type OperationGroupStage, stageOperationGroup, takeSeats } from './harness/operation-group-stage.ts';
import { SeatHolderDouble } from './harness/seat-holder-double.ts';

const ignore = () => undefined;

/** Seats that log what is done to them, by their place; `onDeliver` is told it, too. */
async function takeLoggedSeats(
  count: number,
  { group, source }: OperationGroupStage,
  onDeliver: (place: number) => void = ignore,
) {
  const log: { readonly place: number; readonly step: 'deliver' | 'flush' }[] = [];
  const joining = Array.from({ length: count }, (_, place) => {
    const deliver = () => {
      log.push({ place, step: 'deliver' });
      onDeliver(place);
    };
    const flush = () => log.push({ place, step: 'flush' });
    return group.seat({
      sink: { deliver, flush, drained: async () => undefined },
      seated: ignore,
      left: ignore,
      ended: ignore,
    });
  });
  source.becomeLive();
  const seats = await Promise.all(joining);
  const stepsOf = (place: number) => log.filter((entry) => entry.place === place).map(({ step }) => step);
  return { log, seats, stepsOf };
}

/** A delivery to it takes longer than a slice. */
async function takeSlowSeat({ group, source }: OperationGroupStage) {
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const deliver = () => {
    nowMs += 1000;
  };
  const joining = group.seat({
    sink: { deliver, flush: ignore, drained: async () => undefined },
    seated: ignore,
    left: ignore,
    ended: ignore,
  });
  source.becomeLive();
  return joining;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a delivery to a group', () => {
  test('hands over what happened in one turn together', async () => {
    const stage = stageOperationGroup();
    const deliver = vi.fn<FrameSink['deliver']>();
    await takeSeats(1, stage);
    await stage.group.seat({
      sink: { deliver, flush: ignore, drained: async () => undefined },
      seated: ignore,
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
    const stage = stageOperationGroup();
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
    const stage = stageOperationGroup();
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
    const stage = stageOperationGroup();
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
    const stage = stageOperationGroup();
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
    const stage = stageOperationGroup();
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
});

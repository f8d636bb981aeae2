import { describe, expect, test } from 'vitest';
import { endOfTurn } from './harness/end-of-turn.ts';
import { stageOperationGroup, takeSeats } from './harness/operation-group-stage.ts';
import { SeatHolderDouble } from './harness/seat-holder-double.ts';

describe('an event that tells of something that is over', () => {
  test('leaves out what is over for those who came since, in the same order as for all others', async () => {
    const stage = stageOperationGroup();
    const { source, group } = stage;
    const { holders } = await takeSeats(2, stage);
    const untold = {};
    source.emit({ number: 1 });
    source.untold = untold;
    const late = new SeatHolderDouble();
    await group.seat(late);
    source.untold = undefined;

    const without = { root: { number: 2, name: 'without' } };
    source.emit({ number: 2, name: 'with' }, { news: { of: untold, without } });
    source.emit({ number: 3 });
    await endOfTurn();

    const next = { data: { event: { number: 3, name: null } } };
    for (const holder of holders) {
      expect(holder.results).toEqual([
        { data: { event: { number: 1, name: null } } },
        { data: { event: { number: 2, name: 'with' } } },
        next,
      ]);
    }
    expect(late.results).toEqual([{ data: { event: { number: 2, name: 'without' } } }, next]);
    source.emit({ number: 4, name: 'with' }, { news: { of: {}, without } });
    await endOfTurn();
    expect(late.results.at(-1)).toEqual({ data: { event: { number: 4, name: 'with' } } });
  });

  test('tells those who came since of what happened to them afterwards', async () => {
    const { source, group } = stageOperationGroup();
    source.untold = { first: true };
    const late = new SeatHolderDouble();
    const joining = group.seat(late);
    source.becomeLive();
    await joining;

    const more = { of: { second: true }, without: { root: { number: 1, name: 'without' } } };
    source.emit({ number: 1, name: 'with' }, { news: more });
    await endOfTurn();

    expect(late.results).toEqual([{ data: { event: { number: 1, name: 'with' } } }]);
  });
});

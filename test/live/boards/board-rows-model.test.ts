import { expect, test } from 'vitest';
import { CallWorld } from '../calls/call-world.ts';
import { BoardWorld, recount } from './board-world.ts';

const seeds = Number(process.env['CALL_STORIES'] ?? 8);
const steps = 120;
/** A recount takes long: not after each step. */
const stepsPerRecount = 3;
const stepsPerReset = 10;

test.each(Array.from({ length: seeds }, (_, index) => index + 1))(
  'whatever happens to the calls of story %i, the boards of the account and of its users count them',
  (seed) => {
    const boards = new Map<string | undefined, BoardWorld>();
    const world = new CallWorld(seed, (changes) => {
      for (const board of boards.values()) board.take(changes);
    });
    for (const id of [undefined, ...world.site.account.users.map((user) => user.id)])
      boards.set(id, new BoardWorld(id));

    for (let step = 0; step < steps; step += 1) {
      world.step();
      if (step % stepsPerReset === 0) for (const board of boards.values()) board.reset();
      if (step % stepsPerRecount > 0) continue;
      for (const [ownerId, board] of boards) expect(board.row).toMatchObject(recount(board.calls, board.log, ownerId));
    }

    world.settle();
    const counted = boards.get(undefined)?.row;
    expect((counted?.answeredToday ?? 0) + (counted?.missedToday ?? 0)).toBeGreaterThan(0);
  },
);

test('a board made anew of the calls that are up counts what one counts that was kept', () => {
  const kept = new BoardWorld();
  const world = new CallWorld(3, (changes) => kept.take(changes));
  for (let step = 0; step < steps; step += 1) {
    world.step();

    const anew = new BoardWorld(undefined, undefined, kept.calls);

    const { ringing, talking, held, parked, longestRingSince } = kept.row ?? {};
    expect(anew.row).toMatchObject({ ringing, talking, held, parked, longestRingSince });
  }
});

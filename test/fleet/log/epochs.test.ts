import { expect, test } from 'vitest';
import { cursorText, readCursor } from '../../../src/upstream/history/event-clock.ts';
import { describeEngines } from './engines.ts';

describeEngines('an epoch', (open) => {
  test('can be told from the position in a cursor, also one that was renewed', async () => {
    await using engine = open();
    const { log } = await engine.instance();
    const first = log.epoch ?? '';
    const renewed = await log.renewEpoch(first);

    for (const epoch of [first, renewed]) expect(readCursor(cursorText(epoch, 5))).toEqual({ epoch, time: 5 });
  });
});

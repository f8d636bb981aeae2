import { describe, expect, test, vi } from 'vitest';
import { holdClock } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import { callFrame } from '../harness/call-frame.ts';
import { bound, calls, startDraining, startHandover, users } from '../harness/handover-harness.ts';

holdClock();

describe('it fails, once, and lets go of the new socket', () => {
  test('when a subscription is refused', async () => {
    const { fresh, failed, ready } = startHandover(calls, users);
    fresh.open();

    fresh.commands[1]?.refuse('BINDING_REJECTED');
    fresh.confirmAll();
    await settled();

    expect(failed).toHaveBeenCalledOnce();
    expect(ready).not.toHaveBeenCalled();
    expect(fresh.isClosed).toBe(true);
  });

  test.each(['before it opens', 'while it subscribes', 'while the bindings are made', 'while the old one is read'])(
    'when the new socket ends %s',
    async (when) => {
      const { old, fresh, failed, ready } = startHandover(calls);
      if (when !== 'before it opens') fresh.open();
      if (when.startsWith('while the')) fresh.confirmAll();
      await settled();
      if (when === 'while the old one is read') await bound();

      fresh.end('refused');
      old.drain();
      await settled();

      expect(failed).toHaveBeenCalledOnce();
      expect(ready).not.toHaveBeenCalled();
      expect(vi.getTimerCount()).toBe(0);
    },
  );
});

describe('given up', () => {
  test('it closes the new socket and says nothing, whatever comes after', async () => {
    const { handover, old, fresh, failed, ready } = await startDraining(calls);

    handover.cancel();
    handover.cancel();
    fresh.bring(callFrame('c1'));
    old.drain();
    await settled();

    expect(fresh.isClosed).toBe(true);
    expect([ready.mock.calls.length, failed.mock.calls.length]).toEqual([0, 0]);
  });

  test('when it is ready already, the new socket stays', async () => {
    const { handover, old, fresh } = await startDraining(calls);
    old.drain();
    await settled();

    handover.cancel();
    await settled();

    expect(fresh.isClosed).toBe(false);
  });
});

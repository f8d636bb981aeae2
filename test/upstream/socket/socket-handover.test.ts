import { describe, expect, test, vi } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { bindingLagMs } from '../../../src/upstream/socket/binding-lag.ts';
import { Topic } from '../../../src/upstream/topics/topic.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import { callFrame } from '../harness/call-frame.ts';
import { bound, calls, startDraining, startHandover, users } from '../harness/handover-harness.ts';

holdClock();

test('the new socket subscribes all that is wanted while nothing is asked of the old one', async () => {
  const { fresh, old, ready } = startHandover(calls, users);

  fresh.open();
  await settled();

  expect(fresh.said).toEqual([`subscribe ${calls}`, `subscribe ${users}`]);
  expect(old.said).toEqual([]);
  expect([old.isDraining, ready.mock.calls.length]).toEqual([false, 0]);
});

test('it is ready when the old one is read up to where the new one holds everything', async () => {
  const { old, ready, failed } = await startDraining(calls, users);
  expect(old.isDraining).toBe(true);
  expect(ready).not.toHaveBeenCalled();

  old.drain();
  await settled();

  expect(ready).toHaveBeenCalledExactlyOnceWith([calls, users], []);
  expect(failed).not.toHaveBeenCalled();
});

describe('where the old one leads to Kazoo 5', () => {
  function startHandoverOnFive(...bindings: readonly string[]) {
    const harness = startHandover(...bindings);
    harness.old.speaksKazoo5 = true;
    harness.fresh.open();
    return harness;
  }

  test('the new one asks with one command for a hundred', async () => {
    const bindings = Array.from({ length: 120 }, (_, index) => `call.*.${index}`);
    const { old, fresh, ready } = startHandoverOnFive(...bindings);

    for (let list = 0; list < 2; list += 1) {
      fresh.confirmAll();
      await settled();
    }
    await bound();
    old.drain();
    await settled();

    expect(fresh.commands.map(({ binding }) => binding.length)).toEqual([100, 20]);
    expect(ready).toHaveBeenCalledExactlyOnceWith(bindings, []);
  });

  test('a new one that leads to an earlier Kazoo, which takes no list, asks one by one', async () => {
    const { old, fresh, ready } = startHandoverOnFive(calls, users);

    fresh.commands[0]?.refuse('BINDING_REJECTED', 'missing required keys : binding');
    await settled();
    fresh.confirmAll();
    await bound();
    old.drain();
    await settled();

    expect(fresh.said.slice(1)).toEqual([`subscribe ${calls}`, `subscribe ${users}`]);
    expect(ready).toHaveBeenCalledExactlyOnceWith([calls, users], []);
  });
});

describe('while the bindings are made that Kazoo has confirmed already', () => {
  test('the old one is not given up: it may be the only one to bring an event', async () => {
    const { old, fresh, ready } = startHandover(calls);
    fresh.open();
    fresh.confirmAll();
    await settled();

    vi.advanceTimersByTime(bindingLagMs - 1);
    await settled();
    expect([old.isDraining, ready.mock.calls.length]).toEqual([false, 0]);
    vi.advanceTimersByTime(1);
    await settled();

    expect(old.isDraining).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('what the new one brings already is kept', async () => {
    const { old, fresh, ready } = startHandover(calls);
    fresh.open();
    fresh.confirmAll();
    await settled();

    fresh.bring(callFrame('c1'));
    await bound();
    old.drain();
    await settled();

    expect(ready).toHaveBeenCalledExactlyOnceWith([calls], ['c1']);
  });

  test('it can be given up, and leaves no timer behind', async () => {
    const { handover, old, fresh } = startHandover(calls);
    fresh.open();
    fresh.confirmAll();
    await settled();

    handover.cancel();

    expect(vi.getTimerCount()).toBe(0);
    await settled();
    expect([fresh.isClosed, old.isDraining]).toEqual([true, false]);
  });
});

test('where nothing is wanted it is ready all the same', async () => {
  const { old, ready } = await startDraining();

  old.drain();
  await settled();

  expect(ready).toHaveBeenCalledExactlyOnceWith([], []);
});

describe('what the new socket brings', () => {
  test('before it holds everything is left to the old one; after that it waits, in its order', async () => {
    const { old, fresh, ready } = startHandover(calls);
    fresh.open();
    fresh.bring(callFrame('early'));
    fresh.confirmAll();
    await bound();

    for (const callId of ['c1', 'c2']) fresh.bring(callFrame(callId));
    expect(ready).not.toHaveBeenCalled();
    old.drain();
    await settled();

    expect(ready).toHaveBeenCalledExactlyOnceWith([calls], ['c1', 'c2']);
  });

  test('for topics that do not deliver is dropped', async () => {
    const { old, fresh, ready } = await startDraining(calls);

    fresh.bring(callFrame('c1', { for: users }));
    old.drain();
    await settled();

    expect(ready).toHaveBeenCalledExactlyOnceWith([calls], []);
  });

  test('is more than can be recognised as copies: the old one goes on', async () => {
    const { fresh, failed, ready, old } = await startDraining(calls);

    for (let count = 0; count < 256; count += 1) fresh.bring(callFrame(`c${count}`));
    expect(failed).not.toHaveBeenCalled();
    fresh.bring(callFrame('one too many'));
    old.drain();
    await settled();

    expect(failed).toHaveBeenCalledOnce();
    expect(ready).not.toHaveBeenCalled();
    expect(fresh.isClosed).toBe(true);
  });
});

test('what is wanted meanwhile is held, too, and the old one is read once more', async () => {
  const { old, fresh, topics, ready } = await startDraining(calls);
  fresh.bring(callFrame('first round'));
  topics.push(new Topic(parseBinding(users)));

  old.drain();
  await settled();
  expect(fresh.said).toEqual([`subscribe ${calls}`, `subscribe ${users}`]);
  expect(ready).not.toHaveBeenCalled();
  fresh.confirmAll();
  await bound();
  fresh.bring(callFrame('second round'));
  old.drain();
  await settled();

  expect(ready).toHaveBeenCalledExactlyOnceWith([calls, users], ['second round']);
});

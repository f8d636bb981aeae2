import { describe, expect, test, vi } from 'vitest';
import { refusedForMs, rememberSuspicions, SuspectBindings } from '../../../src/upstream/topics/suspect-bindings.ts';
import { CacheClock } from '../../harness/cache-clock.ts';
import { holdClock } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import { account } from '../harness/call-frame.ts';
import {
  bind,
  calls,
  connectAgain,
  type Harness,
  lingerMs,
  maxReconnectMs,
  serve,
  startLive,
  startUpstreams,
  users,
} from '../harness/upstream-harness.ts';

const deadly = 'mymodule.x';
const harmless = 'mymodule.y';

holdClock();

/** Kazoo fails, and the account's next socket is open. */
async function crash({ kazoo }: Harness): Promise<void> {
  kazoo.socket.end('crashed');
  await settled();
  connectAgain();
  kazoo.socket.open();
  await settled();
}

/** Kazoo has failed twice at a binding, the second time at this one alone. */
async function startRefused() {
  const harness = await startLive(calls);
  const client = harness.listen(deadly);
  await crash(harness);
  await bind(harness);
  await crash(harness);
  await bind(harness);
  return { ...harness, client };
}

describe('a binding at whose subscribe Kazoo fails', () => {
  test('is tried again after all others, when those are confirmed', async () => {
    const harness = await startLive(calls, users);
    harness.listen(deadly);

    await crash(harness);
    const first = [...harness.kazoo.socket.said];
    harness.kazoo.socket.confirmAll();
    await settled();

    expect(first).toEqual([`subscribe ${calls}`, `subscribe ${users}`]);
    expect(harness.kazoo.socket.said.slice(2)).toEqual([`subscribe ${deadly}`]);
  });

  test('is tried alone: whatever else is wanted meanwhile waits for the answer', async () => {
    const harness = await startLive(calls);
    for (const binding of [deadly, harmless]) harness.listen(binding);

    await crash(harness);
    harness.kazoo.socket.confirmAll();
    await settled();
    const later = harness.listen(users);
    const before = [...harness.kazoo.socket.said];
    harness.kazoo.socket.confirmAll();
    await settled();
    const after = [...harness.kazoo.socket.said];
    await bind(harness);
    await bind(harness);

    expect(before).toEqual([`subscribe ${calls}`, `subscribe ${deadly}`]);
    expect(after).toEqual([...before, `subscribe ${users}`]);
    expect(harness.kazoo.socket.said).toEqual([...after, `subscribe ${harmless}`]);
    expect(await later.outcome).toBe('live');
  });

  test('is asked for once, however often others are: new topics wait for no more than one reply', async () => {
    const harness = startUpstreams({ maxUnansweredSubscribes: 3 });
    harness.listen(calls);
    await serve(harness);
    harness.listen(deadly);
    await crash(harness);
    await bind(harness);
    harness.listen(users);

    harness.kazoo.socket.commands.at(-1)?.refuse('UPSTREAM_TIMEOUT');
    await settled();

    expect(harness.kazoo.socket.said).toEqual([`subscribe ${calls}`, `subscribe ${deadly}`, `subscribe ${users}`]);
  });

  test('is refused the second time, and costs the others nothing more', async () => {
    const { client, kazoo, listeners } = await startRefused();

    expect(await client.outcome).toBe('BINDING_REJECTED');
    expect(kazoo.socket.said).toEqual([`subscribe ${calls}`]);
    expect(listeners[0]?.ends).toEqual([]);
  });

  test('is refused at once for a while, also when the account has begun anew, and then tried again', async () => {
    const harness = await startRefused();
    harness.listeners[0]?.leave();
    vi.advanceTimersByTime(lingerMs);
    await bind(harness);
    expect(harness.upstreams.accounts).toBe(0);

    expect(await harness.listen(deadly).outcome).toBe('BINDING_REJECTED');
    vi.advanceTimersByTime(refusedForMs);
    const again = harness.listen(deadly);
    await serve(harness);

    expect(await again.outcome).toBe('live');
    expect(harness.upstreams.statuses.get(account).state).toBe('LIVE');
  });

  test('is refused for no longer when the system clock is set back', async () => {
    const harness = await startRefused();

    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(refusedForMs);
    const again = harness.listen(deadly);
    await serve(harness);

    expect(await again.outcome).toBe('live');
  });

  test('is tried alone again after that, and refused for twice as long when Kazoo fails again', async () => {
    const harness = await startRefused();

    vi.advanceTimersByTime(refusedForMs);
    const again = harness.listen(deadly);
    const other = harness.listen(harmless);
    await settled();
    const tried = harness.kazoo.socket.said.slice(1);
    await crash(harness);
    await bind(harness);
    vi.advanceTimersByTime(2 * (refusedForMs - maxReconnectMs));

    expect(tried).toEqual([`subscribe ${deadly}`]);
    expect([await again.outcome, await other.outcome]).toEqual(['BINDING_REJECTED', 'live']);
    expect(await harness.listen(deadly).outcome).toBe('BINDING_REJECTED');
  });

  test('is no suspect any more when Kazoo answers', async () => {
    const harness = await startLive(calls);
    const client = harness.listen(deadly);
    await crash(harness);
    await bind(harness);
    await bind(harness);
    expect(await client.outcome).toBe('live');

    await crash(harness);

    expect(harness.kazoo.socket.said).toHaveLength(2);
  });

  test('is not refused where Kazoo has confirmed no other: it may fail at everything for a while', async () => {
    const harness = startUpstreams();
    const clients = [calls, users].map((binding) => harness.listen(binding));
    for (let time = 0; time < 5; time += 1) await crash(harness);

    for (let turn = 0; turn < 3; turn += 1) await bind(harness);

    expect(await Promise.all(clients.map(({ outcome }) => outcome))).toEqual(['live', 'live']);
  });

  test('is not refused for a socket that is lost in another way', async () => {
    const harness = startUpstreams();
    const client = harness.listen(deadly);
    harness.kazoo.socket.open();
    for (let time = 0; time < 3; time += 1) {
      harness.kazoo.socket.end('closed');
      await settled();
      connectAgain();
      harness.kazoo.socket.open();
    }

    await bind(harness);

    expect(await client.outcome).toBe('live');
  });
});

describe('the suspicions of all accounts', () => {
  test('are kept apart', () => {
    const suspicions = rememberSuspicions();

    new SuspectBindings('a', suspicions).accuse([deadly], true);

    expect(new SuspectBindings('a', suspicions).isSuspect(deadly)).toBe(true);
    expect(new SuspectBindings('b', suspicions).isSuspect(deadly)).toBe(false);
  });

  test('are bounded together: those met longest ago are forgotten first', () => {
    const suspicions = rememberSuspicions();
    for (let count = 0; count <= 10_000; count += 1)
      new SuspectBindings(`a${count}`, suspicions).accuse([deadly], true);

    expect(new SuspectBindings('a0', suspicions).isSuspect(deadly)).toBe(false);
    expect(new SuspectBindings('a1', suspicions).isSuspect(deadly)).toBe(true);
  });
});

test('a suspicion of a binding for which nobody asks again is forgotten after two days', () => {
  vi.useRealTimers();
  using clock = new CacheClock();
  const suspects = new SuspectBindings(account, rememberSuspicions());
  suspects.accuse([deadly], true);
  suspects.accuse([deadly], true);
  suspects.accuse([harmless], true);

  clock.pass(refusedForMs + 1);
  expect([deadly, harmless].map((binding) => suspects.isSuspect(binding))).toEqual([true, true]);
  clock.pass(48 * 3_600_000 + 2);

  expect([deadly, harmless].map((binding) => suspects.isSuspect(binding))).toEqual([false, false]);
});

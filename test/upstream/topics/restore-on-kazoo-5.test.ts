import { describe, expect, test } from 'vitest';
import { holdClock } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import { bind, bound, connectAgain, type Harness, serve, startUpstreams, users } from '../harness/upstream-harness.ts';

holdClock();

const firstAlone = 10;
const conference = 'conference.event.c1.*';

/**
 * So many topics have lost their socket, and the next one is known to lead to Kazoo 5: it has
 * confirmed what was sent before.
 */
async function restoring(count: number, ...others: readonly string[]) {
  const harness = startUpstreams();
  const bindings = [...Array.from({ length: count }, (_, index) => `call.*.${index}`), ...others];
  const listeners = bindings.map((binding) => harness.listen(binding));
  harness.kazoo.socket.open();
  for (let sent = 0; sent < bindings.length; sent += firstAlone) {
    harness.kazoo.socket.confirmAll();
    await settled();
  }
  await bound();
  harness.kazoo.socket.end();
  connectAgain();
  harness.kazoo.socket.speaksKazoo5 = true;
  harness.kazoo.socket.open();
  harness.kazoo.socket.confirmAll();
  await settled();
  return { ...harness, listeners };
}

/** What each command since the first ones asked for. */
function askedSince({ kazoo }: Pick<Harness, 'kazoo'>, sent = firstAlone) {
  return kazoo.socket.commands.slice(sent).map(({ binding }) => binding);
}

describe('on a socket that is known to lead to Kazoo 5', () => {
  test('what an earlier socket held is restored with lists, as Kazoo 5 writes it', async () => {
    const harness = await restoring(250, conference);

    const lists = askedSince(harness);
    await bind(harness);

    expect(lists.map(({ length }) => length)).toEqual([100, 100, 41]);
    expect(lists.at(-1)).toContain('conference.event.*.c1.*');
    expect(new Set(lists.flat()).size).toBe(241);
    expect(harness.upstreams.completeTopics).toBe(251);
    for (const { gaps, ends } of harness.listeners) expect([gaps.length, ends.length]).toEqual([1, 0]);
  });

  test('what no socket has held yet is subscribed by itself: one refusal must not concern others', async () => {
    const harness = await restoring(firstAlone);

    harness.listen(users);
    harness.listen('fax.status.*');

    expect(askedSince(harness)).toEqual([users, 'fax.status.*']);
  });

  test('what Kazoo refuses as a list is restored one by one, and only what it refuses then ends', async () => {
    const harness = await restoring(14);
    const [list] = harness.kazoo.socket.commands.slice(firstAlone);
    expect(list?.binding).toHaveLength(4);

    list?.refuse('BINDING_REJECTED');
    await settled();
    const alone = harness.kazoo.socket.commands.slice(firstAlone + 1);
    alone[0]?.refuse('BINDING_REJECTED');
    await bind(harness);

    expect(alone.map(({ binding }) => binding)).toEqual(list?.binding);
    expect(harness.upstreams.completeTopics).toBe(13);
    expect(harness.listeners.filter(({ ends }) => ends.length > 0)).toHaveLength(1);
  });

  test('what means more since a month has begun is asked for with lists, too', async () => {
    const harness = startUpstreams();
    const actions = Array.from({ length: 12 }, (_, index) => `fax.object.${index}`);
    const listeners = actions.map((binding) => harness.listen(binding));
    harness.kazoo.socket.speaksKazoo5 = true;
    await serve(harness);
    await bind(harness);

    harness.upstreams.rollMonthOver({ lostSinceMs: Date.now(), isLast: false });
    const lists = askedSince(harness, actions.length);
    await bind(harness);

    expect(lists).toEqual([actions]);
    expect(harness.upstreams.completeTopics).toBe(12);
    for (const { gaps } of listeners) expect(gaps.map(({ reason }) => reason)).toContain('MONTH_TURNED');
  });

  test('a list that was under way when the socket was lost is restored on the next one', async () => {
    const harness = await restoring(14);

    harness.kazoo.socket.end();
    await settled();
    connectAgain();
    await serve(harness);
    await bind(harness);

    expect(harness.upstreams.completeTopics).toBe(14);
  });
});

test('on a socket of which no more is known, everything is restored by itself', async () => {
  const harness = await restoring(12);
  harness.kazoo.socket.end();
  connectAgain();

  harness.kazoo.socket.open();
  harness.kazoo.socket.confirmAll();
  await settled();

  expect(harness.kazoo.socket.commands.every(({ binding }) => typeof binding === 'string')).toBe(true);
  expect(harness.kazoo.socket.commands).toHaveLength(12);
});

import { describe, expect, test, vi } from 'vitest';
import { holdClock, noon } from '../../harness/held-clock.ts';
import { settled } from '../../harness/settled.ts';
import {
  bind,
  bound,
  calls,
  connectAgain,
  lingerMs,
  serve,
  startUpstreams,
  subscribeTimeoutMs,
  users,
} from '../harness/upstream-harness.ts';

holdClock({ now: noon });

const ofCall = (name: string | number): string => `call.*.${name}`;

/**
 * A live account, of which one client wants very many calls; Kazoo has answered none of those yet.
 */
async function startCrowded(count = 250) {
  const harness = startUpstreams();
  const { kazoo, listen } = harness;
  listen();
  await serve(harness);
  const waiting = Array.from({ length: count }, (_, index) => listen(ofCall(index), undefined, 'busy client'));
  /** Kazoo answers whatever it was asked, and what it is asked then, so many times. */
  const answer = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      kazoo.socket.confirmAll();
      await settled();
    }
  };
  return { ...harness, waiting, answer };
}

describe('an account of which one client wants very many topics', () => {
  test('is asked for it a little at a time', async () => {
    const { kazoo, answer } = await startCrowded();

    expect(kazoo.socket.said).toHaveLength(1 + 10);
    await answer(1);

    expect(kazoo.socket.said).toHaveLength(1 + 20);
  });

  test('serves another one as soon as what is under way is answered', async () => {
    const { listen, answer, kazoo } = await startCrowded();

    listen('object.*.user', undefined, 'other');
    await answer(1);

    expect(kazoo.socket.said.slice(11, 13)).toContain('subscribe object.*.user');
  });

  test('serves all in the end', async () => {
    const { kazoo, answer } = await startCrowded();

    await answer(26);

    expect(new Set(kazoo.socket.said)).toEqual(
      new Set([calls, ...Array.from({ length: 250 }, (_, index) => ofCall(index))].map((text) => `subscribe ${text}`)),
    );
  });

  test('is not asked for what nobody wants any more', async () => {
    const { kazoo, waiting, answer, upstreams } = await startCrowded();

    for (const { leave } of waiting) leave();
    await answer(26);

    expect(kazoo.socket.said).toHaveLength(1 + 10);
    vi.advanceTimersByTime(lingerMs);
    await answer(3);
    expect(upstreams.topics).toBe(1);
  });

  test('is asked to give up what nobody wants only when nothing else is to be asked', async () => {
    const { kazoo, waiting, answer, listen } = await startCrowded(100);
    await answer(11);
    for (const { leave } of waiting) leave();
    vi.advanceTimersByTime(lingerMs);
    expect(kazoo.socket.said).toHaveLength(1 + 100 + 10);

    listen('object.*.user', undefined, 'other');
    await answer(1);

    expect(kazoo.socket.said[111]).toBe('subscribe object.*.user');
  });

  test('keeps whoever waits for others waiting for as long as Kazoo answers', async () => {
    const { waiting, answer } = await startCrowded();
    const outcomes = waiting.map(({ outcome }) => outcome);

    for (let time = 0; time < 25; time += 1) {
      vi.advanceTimersByTime(subscribeTimeoutMs - 1);
      await answer(1);
    }
    vi.advanceTimersByTime(subscribeTimeoutMs - 1);
    await settled();

    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['live']));
  });

  test('keeps them waiting also when the account had no connection yet', async () => {
    const harness = startUpstreams();
    const waiting = Array.from({ length: 250 }, (_, index) => harness.listen(ofCall(index)));
    vi.advanceTimersByTime(subscribeTimeoutMs - 1);
    harness.kazoo.socket.open();

    for (let time = 0; time < 25; time += 1) {
      vi.advanceTimersByTime(subscribeTimeoutMs - 1);
      harness.kazoo.socket.confirmAll();
      await settled();
    }
    await bound();

    expect(new Set(await Promise.all(waiting.map(({ outcome }) => outcome)))).toEqual(new Set(['live']));
  });

  test('keeps whoever was asked for waiting while Kazoo answers that it takes no more for now', async () => {
    const { kazoo, listen } = await startCrowded(0);
    const { outcome } = listen(users);

    vi.advanceTimersByTime(subscribeTimeoutMs - 1);
    kazoo.socket.rateLimitedAtMs = performance.now();
    vi.advanceTimersByTime(subscribeTimeoutMs - 1);
    await bind({ kazoo });

    expect(await outcome).toBe('live');
  });

  test('times out, when Kazoo falls silent, as long after its last answer', async () => {
    const { waiting, answer } = await startCrowded(30);
    const last = waiting.at(-1);
    let outcome: string | undefined;
    void last?.outcome.then((code) => {
      outcome = code;
    });
    vi.advanceTimersByTime(subscribeTimeoutMs / 2);
    await answer(1);

    vi.advanceTimersByTime(subscribeTimeoutMs - 1);
    await settled();
    expect(outcome).toBeUndefined();
    vi.advanceTimersByTime(1);
    await settled();

    expect(outcome).toBe('UPSTREAM_TIMEOUT');
  });

  test('takes a command that could not be sent for no answer', async () => {
    const { kazoo, waiting } = await startCrowded(30);
    const outcome = waiting.at(-1)?.outcome;
    vi.advanceTimersByTime(subscribeTimeoutMs / 2);
    kazoo.socket.commands[1]?.refuse('UPSTREAM_UNAVAILABLE');
    await settled();

    vi.advanceTimersByTime(subscribeTimeoutMs / 2);

    expect(await outcome).toBe('UPSTREAM_TIMEOUT');
  });

  test('times out for all when Kazoo answers nothing', async () => {
    const { waiting } = await startCrowded();

    vi.advanceTimersByTime(subscribeTimeoutMs);

    expect(new Set(await Promise.all(waiting.map(({ outcome }) => outcome)))).toEqual(new Set(['UPSTREAM_TIMEOUT']));
  });

  test('is asked for nothing else while renewals take all that may be in flight', async () => {
    const harness = startUpstreams();
    const { kazoo, listen, upstreams } = harness;
    for (let index = 0; index < 12; index += 1) listen(`fax.object.${index}`);
    await serve(harness);
    await bind(harness);
    upstreams.rollMonthOver({ lostSinceMs: Date.now(), isLast: false });
    expect(kazoo.socket.said).toHaveLength(12 + 12);

    const late = listen();
    expect(kazoo.socket.said).toHaveLength(12 + 12);
    kazoo.socket.confirmAll();

    expect(kazoo.socket.said.slice(24)).toEqual([`subscribe ${calls}`]);
    await bind(harness);
    expect(await late.outcome).toBe('live');
  });

  test('goes on with what waits when its socket is lost', async () => {
    const harness = await startCrowded(30);
    harness.kazoo.socket.end();
    connectAgain();
    harness.kazoo.socket.open();

    await harness.answer(4);

    expect(new Set(harness.kazoo.socket.said).size).toBe(31);
  });
});

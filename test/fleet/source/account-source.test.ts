import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ErrorCode, GatewayError } from '../../../src/errors.ts';
import type { AccountEntry } from '../../../src/fleet/entries/account-entry.ts';
import { AccountSource } from '../../../src/fleet/source/account-source.ts';
import { StatusStore } from '../../../src/upstream/status-store.ts';
import { refusedSubscription, type TopicSubscription } from '../../../src/upstream/topics/topic-subscription.ts';

/** A source that would ask again at once, without end, gets no answer from then on. */
const mostQuestions = 20;

const pending: TopicSubscription = { live: new Promise(() => undefined), unsubscribe: () => undefined };
const wanted = new Map([['call.*.*', []]]);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function sourceOf(answer: () => TopicSubscription) {
  const asked: string[] = [];
  const told: AccountEntry[] = [];
  const upstreams = {
    statuses: new StatusStore(),
    follow: () => () => undefined,
    listenForFollowers(_: string, { text }: { readonly text: string }): TopicSubscription {
      asked.push(text);
      return asked.length > mostQuestions ? pending : answer();
    },
  };
  return { asked, told, source: new AccountSource('a', upstreams, (entry) => told.push(entry)) };
}

function refused(code: ErrorCode): () => TopicSubscription {
  return () => refusedSubscription(new GatewayError(code, 'No.'));
}

describe('what an owner subscribes, and', () => {
  test.each(['SHUTTING_DOWN', 'UPSTREAM_UNAVAILABLE'] as const)(
    'is refused at once with %s, is asked for again after a second, not in a loop',
    async (code) => {
      const { asked, source } = sourceOf(refused(code));

      source.want(wanted);
      await vi.advanceTimersByTimeAsync(999);
      expect(asked).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(asked).toHaveLength(2);
      source.close();
    },
  );

  test('is not answered by Kazoo, is asked for again after twice as long each time, up to half a minute', async () => {
    const beganAtMs = performance.now();
    const askedAtMs: number[] = [];
    const { source } = sourceOf(() => {
      askedAtMs.push(performance.now() - beganAtMs);
      return refused('UPSTREAM_TIMEOUT')();
    });

    source.want(wanted);
    await vi.advanceTimersByTimeAsync(100_000);

    expect(askedAtMs).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000, 61_000, 91_000]);
    source.close();
  });

  test('is wanted no more before Kazoo answers, is not waited for', async () => {
    const { source } = sourceOf(() => pending);
    let isOver = false;
    source.want(wanted);
    void source.untilComplete().then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(isOver).toBe(false);

    source.want(new Map());
    await vi.advanceTimersByTimeAsync(0);

    expect(isOver).toBe(true);
    source.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('fails here, is told as that, as a client of a single gateway is, and not asked for again', async () => {
    const { asked, told, source } = sourceOf(refused('INTERNAL_SERVER_ERROR'));

    source.want(wanted);
    await vi.advanceTimersByTimeAsync(5_000);

    expect(asked).toHaveLength(1);
    expect(told).toMatchObject([{ kind: 'refused', error: { code: 'INTERNAL_SERVER_ERROR' } }]);
    source.close();
  });

  test('is not wanted any more while it waits for that, is not asked for again', async () => {
    const { asked, source } = sourceOf(refused('UPSTREAM_UNAVAILABLE'));
    source.want(wanted);
    await vi.advanceTimersByTimeAsync(500);

    source.want(new Map());
    await vi.advanceTimersByTimeAsync(5_000);

    expect(asked).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
    source.close();
  });

  test('is refused for good, is told, and not asked for again', async () => {
    const { asked, told, source } = sourceOf(refused('BINDING_REJECTED'));

    source.want(wanted);
    await vi.advanceTimersByTimeAsync(5_000);

    expect(asked).toHaveLength(1);
    expect(told.filter(({ kind }) => kind === 'refused')).toMatchObject([{ binding: 'call.*.*' }]);
    source.close();
  });

  test('is no binding, is told as refused, and the rest is subscribed', async () => {
    const { asked, told, source } = sourceOf(() => pending);

    source.want(new Map([['call', []], ...wanted]));

    expect(asked).toEqual(['call.*.*']);
    expect(told).toMatchObject([{ kind: 'refused', binding: 'call', error: { code: 'BINDING_REJECTED' } }]);
    source.close();
  });
});

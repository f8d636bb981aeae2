import { describe, expect, test } from 'vitest';
import type { SourceEvent } from '../../../src/fanout/shared-source.ts';
import { type EventUpstreams, eventSource } from '../../../src/graphql/subscriptions/event-source.ts';
import type { DeliveredEvent } from '../../../src/graphql/subscriptions/event-stream.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { holdClock, noon } from '../../harness/held-clock.ts';
import { TopicDouble } from '../../harness/topic-double.ts';
import { account, callFrame } from '../../upstream/harness/call-frame.ts';
import { bound, connectAgain, serve, startUpstreams } from '../../upstream/harness/upstream-harness.ts';

const creations = 'call.CHANNEL_CREATE.*';
const ends = 'call.CHANNEL_DESTROY.*';

holdClock({ now: noon });

/** A stream of creations and ends of calls, of which Kazoo has confirmed nothing yet. */
function startStream() {
  const harness = startUpstreams();
  const { upstreams, kazoo } = harness;
  const source = eventSource({ accountId: account, bindings: [creations, ends].map(parseBinding), upstreams });
  const delivered: SourceEvent[] = [];
  const opened = source.open({ onEvent: (event) => delivered.push(event), onEnd: () => undefined }, 'somebody');
  kazoo.socket.open();
  return {
    ...harness,
    source,
    live: opened.live,
    bring: (...callIds: readonly string[]) => {
      for (const callId of callIds) kazoo.socket.bring(callFrame(callId, { for: creations }));
    },
    delivered,
    callIds: () => delivered.map(({ root }) => (root as DeliveredEvent).event.data['call_id']),
    gaps: () => delivered.map(({ extensions }) => extensions?.['gap']),
  };
}

type Stream = ReturnType<typeof startStream>;

test('a stream leaves nobody up to date while no cursor names what clients of its account have had', () => {
  const returning = new Set(['another']);
  const upstreams: EventUpstreams = {
    listen: (_accountId, _binding, listener) => new TopicDouble(listener),
    checkCursor: () => undefined,
    areReturning: (accountIds) => accountIds.some((id) => returning.has(id)),
    since: () => [],
    rememberedLoss: () => undefined,
  };
  const source = eventSource({ accountId: account, bindings: [parseBinding(creations)], upstreams });
  const opened = source.open({ onEvent: () => undefined, onEnd: () => undefined }, 'somebody');

  expect(opened.isHolding).toBe(false);
  returning.add(account);
  expect(opened.isHolding).toBe(true);
});

/** Kazoo confirms one of the two topics, and makes its binding. */
async function bindOne({ kazoo }: Stream, text: string): Promise<void> {
  for (const { binding, confirm } of kazoo.socket.commands) if (binding === text) confirm();
  await bound();
}

describe('a stream of several topics', () => {
  test('begins when all of them flow: what follows its first event is never missing in silence', async () => {
    const stream = startStream();
    await bindOne(stream, creations);

    // The end of the call is missing: Kazoo has not answered for its topic.
    stream.bring('before');
    expect(stream.delivered).toEqual([]);
    await bindOne(stream, ends);
    await stream.live;
    stream.bring('after');

    expect(stream.callIds()).toEqual(['after']);
  });

  test('can be resumed from its first event', async () => {
    const stream = startStream();
    await bindOne(stream, creations);
    stream.bring('before');
    await bindOne(stream, ends);

    stream.bring('first', 'second');

    const missed = [...stream.source.replay(stream.delivered[0]?.cursor)];
    expect(missed.map(({ cursor }) => cursor)).toEqual([stream.delivered[1]?.cursor]);
  });

  test('tells of no gap that was over before it began', async () => {
    const stream = startStream();
    await bindOne(stream, creations);
    stream.kazoo.socket.end();
    connectAgain();
    await serve(stream);

    stream.bring('first');

    expect([stream.callIds(), stream.gaps()]).toEqual([['first'], [undefined]]);
  });

  test('tells of a gap of one that was lost before it began, and restored after that', async () => {
    const stream = startStream();
    await bindOne(stream, creations);
    stream.kazoo.socket.end();
    connectAgain();
    stream.kazoo.socket.open();
    await bindOne(stream, ends);

    await bindOne(stream, creations);
    stream.bring('first');

    expect(stream.gaps()).toEqual([expect.objectContaining({ reason: 'UPSTREAM_DISCONNECTED' })]);
  });

  test('goes on while one of them is restored', async () => {
    const stream = startStream();
    await serve(stream);
    stream.kazoo.socket.end();
    connectAgain();
    stream.kazoo.socket.open();

    await bindOne(stream, creations);
    stream.bring('meanwhile');

    expect(stream.callIds()).toEqual(['meanwhile']);
  });
});

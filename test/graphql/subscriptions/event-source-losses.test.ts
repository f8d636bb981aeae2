import { describe, expect, test } from 'vitest';
import type { SourceEvent } from '../../../src/fanout/shared-source.ts';
import { type EventUpstreams, eventSource } from '../../../src/graphql/subscriptions/event-source.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import type { TopicListener } from '../../../src/upstream/topics/topic-listener.ts';

function loss(second: number): Gap {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));
  return { from: at(second), to: at(second + 1), reason: 'UPSTREAM_OVERFLOW', certain: false, accountIds: ['a1'] };
}

function event(callId: string): KazooEvent {
  const names = { id: callId, name: 'CHANNEL_CREATE', family: 'call', binding: 'call.*.*', accountId: 'a1' } as const;
  return {
    ...names,
    cursor: `cursor-${callId}`,
    receivedAt: new Date(0),
    data: { call_id: callId },
    routing: [],
    owners: [],
    size: 100,
  };
}

/** A source of all calls but `unwanted`, and what becomes of it. */
function setUp(upstreams: Partial<EventUpstreams>) {
  const listeners: TopicListener[] = [];
  const source = eventSource({
    accountId: 'a1',
    bindings: [parseBinding('call.*.*')],
    filter: { key: 'wanted', accepts: ({ id }) => id !== 'unwanted' },
    upstreams: {
      since: () => [],
      checkCursor: () => undefined,
      rememberedLoss: () => undefined,
      listen(_account, _binding, listener) {
        listeners.push(listener);
        return { live: Promise.resolve(), unsubscribe: () => undefined };
      },
      ...upstreams,
    },
  });
  const delivered: SourceEvent[] = [];
  const opened = source.open({ onEvent: (next) => delivered.push(next), onEnd: () => undefined }, 'somebody');
  return { source, opened, delivered, listener: listeners[0] };
}

/**
 * The marker of each result: the gap that its client is told of, null for none, undefined where it
 * says nothing.
 */
function markers(events: Iterable<SourceEvent>): unknown[] {
  return Array.from(events, ({ extensions }) => (extensions === undefined ? undefined : extensions['gap']));
}

describe('what a client missed', () => {
  test('tells of a possible loss with the first event after it that the client wants, and of none after that', () => {
    const missed = [
      { event: event('c1'), gap: null },
      { event: event('unwanted'), gap: loss(0) },
      { event: event('c2'), gap: loss(10) },
      { event: event('c3'), gap: null },
      { event: event('c4'), gap: null },
    ];
    const { source } = setUp({ since: () => missed, rememberedLoss: () => ({ after: loss(0) }) });

    const events = [...source.replay('cursor-0')];

    const both = { ...loss(0), to: loss(10).to };
    expect(events.map(({ root }) => root)).toEqual([
      { event: event('c1'), gap: null },
      { event: event('c2'), gap: both },
      { event: event('c3'), gap: null },
      { event: event('c4'), gap: null },
    ]);
    // The first may follow a result that told of a loss.
    expect(markers(events)).toEqual([null, both, null, undefined]);
  });

  test('says nothing of losses where there was none', () => {
    const { source } = setUp({ since: () => [{ event: event('c1'), gap: null }] });

    expect(markers(source.replay('cursor-0'))).toEqual([undefined]);
  });
});

describe('of a loss after all that a client missed', () => {
  test('the next event tells, and that is pending until then', () => {
    const { opened, delivered, listener } = setUp({ rememberedLoss: () => ({ after: loss(0) }) });
    expect(opened.pendingNotice).toBeUndefined();

    expect(opened.remind?.('cursor-0')).toBe(true);
    expect(opened.pendingNotice).toEqual(loss(0));
    for (const callId of ['unwanted', 'c1', 'c2']) listener?.onEvent(event(callId));

    expect(markers(delivered)).toEqual([loss(0), null]);
  });

  test('the notice stays the one that is pending, where that covers it', () => {
    const { opened, listener } = setUp({ rememberedLoss: () => ({ after: loss(0) }) });
    listener?.onGap({ ...loss(0), certain: true });
    const { pendingNotice } = opened;

    expect(opened.remind?.('cursor-0')).toBe(true);

    expect(opened.pendingNotice).toBe(pendingNotice);
  });

  test('is nothing to tell where the client has seen what came after it, but it may show the marker still', () => {
    const { opened, delivered, listener } = setUp({ rememberedLoss: () => ({ after: null }) });

    expect(opened.remind?.('cursor-0')).toBe(false);
    for (const callId of ['c1', 'c2']) listener?.onEvent(event(callId));

    expect(markers(delivered)).toEqual([null, undefined]);
  });
});

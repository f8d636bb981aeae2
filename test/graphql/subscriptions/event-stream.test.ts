import { describe, expect, test } from 'vitest';
import type { SourceEvent } from '../../../src/fanout/shared-source.ts';
import { EventStream } from '../../../src/graphql/subscriptions/event-stream.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';

function eventAt(second: number): KazooEvent {
  return {
    id: `e${second}`,
    name: 'CHANNEL_CREATE',
    accountId: 'acme',
    binding: 'call.*.*',
    family: 'call',
    receivedAt: new Date(1000 * second),
    cursor: `${second}`,
    data: {},
    routing: [],
    owners: [],
    size: 100,
  };
}

function startStream() {
  const received: SourceEvent[] = [];
  const stream = new EventStream(
    'acme',
    { onEvent: (event) => received.push(event), onEnd: () => undefined },
    undefined,
    false,
  );
  return { stream, gaps: () => received.map(({ extensions }) => extensions?.['gap']) };
}

const outage: Gap = { from: new Date(1), to: new Date(2), reason: 'UPSTREAM_DISCONNECTED', certain: true };

describe('events that could not be passed on', () => {
  test('are announced as a certain gap by the next event, once', () => {
    const { stream, gaps } = startStream();
    for (const second of [1, 2]) stream.onEvent(eventAt(second));

    stream.lose(new Date(2000));
    for (const second of [3, 4]) stream.onEvent(eventAt(second));

    const gap = { from: new Date(2000), reason: 'UPSTREAM_OVERFLOW', certain: true };
    expect(gaps()).toEqual([undefined, undefined, expect.objectContaining(gap), null]);
  });

  test('take a gap that they announced to the next event', () => {
    const { stream, gaps } = startStream();
    stream.onGap(outage);
    stream.onEvent(eventAt(3));

    stream.lose(new Date(3000));
    stream.onEvent(eventAt(4));

    expect(gaps()[1]).toMatchObject({
      from: outage.from,
      reason: 'UPSTREAM_DISCONNECTED',
      certain: true,
      accountIds: ['acme'],
    });
  });

  test('do not announce again what was announced before them', () => {
    const { stream, gaps } = startStream();
    stream.onGap(outage);
    for (const second of [3, 4]) stream.onEvent(eventAt(second));

    stream.lose(new Date(4000));
    stream.onEvent(eventAt(5));

    expect(gaps()[2]).toMatchObject({ from: new Date(4000), reason: 'UPSTREAM_OVERFLOW' });
  });
});

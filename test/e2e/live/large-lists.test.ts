import { expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { type Json, RawClient } from '../../harness/raw-client.ts';

/** Each has a result of its own, of about half a megabyte. */
const lists = Array.from(
  { length: 40 },
  (_, index) => `subscription {
    calls { kind gap { reason } calls { list${index}: id id state direction from { name number userId deviceId }
      to { name number userId deviceId } startedAt answeredAt since parkedSlot conferenceId queueId recording
      legs { id callId otherLegCallId callDirection state name number userId deviceId startedAt answeredAt } } }
  }`,
);

interface Listed {
  readonly kind: string;
  readonly gap: Json | null;
  readonly calls: readonly Json[];
}

function addCalls({ kazoo, accountId }: Harness): void {
  for (let call = 0; call < 500; call += 1)
    kazoo.live.addChannel({ accountId: accountId('demo'), callId: `leg-${call}`, interactionId: `call-${call}` });
}

function untilCrowded({ gateway }: Harness): Promise<void> {
  return until(() => expect(gateway.gauges.bufferedBytes()).toBeGreaterThan(65_536));
}

async function snapshots(client: RawClient): Promise<readonly Listed[]> {
  const received = await client.take(lists.length);
  return received.map((message) => (message as { payload: { data: { calls: Listed } } }).payload.data.calls);
}

test('a client of many large lists that reads late stays connected and gets all', async () => {
  await using harness = await startHarness({ settings: { MAX_BUFFERED_BYTES: '65536' } });
  addCalls(harness);
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });

  client.socket.pause();
  for (const [index, query] of lists.entries()) client.subscribe(`list-${index}`, query);
  await untilCrowded(harness);
  client.socket.resume();

  for (const { kind, gap, calls } of await snapshots(client))
    expect([kind, gap, calls.length]).toEqual(['SNAPSHOT', null, 500]);
});

test('a client that reads late stays connected and gets all when its many lists are large after a gap', async () => {
  await using harness = await startHarness({ settings: { MAX_BUFFERED_BYTES: '65536' } });
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  for (const [index, query] of lists.entries()) client.subscribe(`list-${index}`, query);
  for (const { kind, gap, calls } of await snapshots(client))
    expect([kind, gap, calls]).toEqual(['SNAPSHOT', null, []]);

  // Large only now: a system lets the window of a socket grow that has read much, up to more than all the lists.
  client.socket.pause();
  addCalls(harness);
  harness.kazoo.blackhole.dropSockets();
  await untilCrowded(harness);
  client.socket.resume();

  for (const { kind, gap, calls } of await snapshots(client))
    expect([kind, gap, calls.length]).toEqual(['SNAPSHOT', { reason: 'UPSTREAM_DISCONNECTED' }, 500]);
});

import { expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
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

test('a client of many large lists that reads late stays connected and gets all, also after a gap', async () => {
  await using harness = await startHarness({ settings: { MAX_BUFFERED_BYTES: '65536' } });
  const { kazoo, gateway } = harness;
  const accountId = harness.accountId('demo');
  for (let call = 0; call < 500; call += 1)
    kazoo.live.addChannel({ accountId, callId: `leg-${call}`, interactionId: `call-${call}` });
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  const snapshots = async (): Promise<readonly Listed[]> => {
    const received = await client.take(lists.length);
    return received.map((message) => (message as { payload: { data: { calls: Listed } } }).payload.data.calls);
  };
  const isCrowded = () => expect(gateway.gauges.bufferedBytes()).toBeGreaterThan(65_536);

  client.socket.pause();
  for (const [index, query] of lists.entries()) client.subscribe(`list-${index}`, query);
  await until(isCrowded);
  client.socket.resume();
  const first = await snapshots();
  client.socket.pause();
  kazoo.blackhole.dropSockets();
  await until(isCrowded);
  client.socket.resume();
  const anew = await snapshots();

  for (const { kind, gap, calls } of first) expect([kind, gap, calls.length]).toEqual(['SNAPSHOT', null, 500]);
  for (const { kind, gap, calls } of anew)
    expect([kind, gap, calls.length]).toEqual(['SNAPSHOT', { reason: 'UPSTREAM_DISCONNECTED' }, 500]);
});

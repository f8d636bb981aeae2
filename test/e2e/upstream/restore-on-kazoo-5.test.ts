import { expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';

const count = 60;

test('Kazoo 5 restores what a lost socket held with a few commands', async () => {
  await using harness = await startHarness({ kazoo: { version: '5' } });
  const client = harness.clientOf('demo');
  const query = 'subscription ($callId: ID!) { callEvents(callId: $callId) { callId gap { reason } } }';
  const readers = Array.from({ length: count }, (_, index) =>
    harness.subscribe(client, query, { callId: `c${index}` }),
  );
  await harness.untilSubscribers(count);
  const before = harness.kazoo.blackhole.commands.length;

  harness.kazoo.blackhole.dropSockets();
  await until(() => expect(harness.gateway.gauges.liveTopics()).toBe(0));
  await until(() => expect(harness.gateway.gauges.liveTopics()).toBe(count));
  for (let index = 0; index < count; index += 1) {
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: `c${index}` });
  }

  for (const [index, reader] of readers.entries()) {
    const callEvents = { callId: `c${index}`, gap: { reason: 'UPSTREAM_DISCONNECTED' } };
    expect((await reader.next()).data).toEqual({ callEvents });
  }
  expect(harness.kazoo.blackhole.commands.length - before).toBeLessThan(count / 2);
});

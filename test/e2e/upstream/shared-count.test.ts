import { expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';

const eventsOf = (binding: string): string => `subscription { events(binding: "${binding}") { id binding } }`;

interface Events {
  readonly events: { readonly id: string; readonly binding: string };
}

test.each([
  {
    stays: 'notifications.sip.*',
    leaves: 'notifications.sip.missed_call',
    publish: ({ kazoo, accountId }: Harness) => kazoo.publisher.missedCall(accountId('demo'), { call_id: 'c' }),
  },
  {
    stays: 'object.doc_created.fax',
    leaves: 'fax.object.doc_created',
    publish: ({ kazoo, accountId }: Harness) =>
      kazoo.publishDocument(accountId('demo'), 'doc_created', 'fax', { id: '202611-f1' }),
  },
])('on Kazoo 5, which counts $stays and $leaves as one, who leaves the one silences nobody', async (pair) => {
  await using harness = await startHarness({ kazoo: { version: '5', modules: ['stream', 'notifications'] } });
  const reader = harness.subscribe<Events>(harness.clientOf('demo'), eventsOf(pair.stays));
  const leaver = harness.subscribe<Events>(harness.clientOf('demo'), eventsOf(pair.leaves));
  await harness.untilSubscribers(2);

  leaver.stop();
  await until(() => expect(harness.gateway.gauges.topics()).toBe(1));

  // What nobody wants any more comes with it, so that the socket is replaced by one that holds no more than is wanted.
  expect(pair.publish(harness)).toBe(2);
  expect((await reader.next()).data?.events.binding).toBe(pair.stays);
  await until(() => expect(pair.publish(harness)).toBe(1));
  expect(harness.kazoo.unsubscribeRequests).toEqual([]);
});

import { expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { startHarness } from '../../harness/gateway-harness.ts';

const missedCalls =
  'subscription { events(binding: "notifications.sip.missed_call") { accountId ... on NotificationEvent { callId } } }';

interface Events {
  readonly events: { readonly accountId: string; readonly callId: string };
}

test('on Kazoo 5, which sends missed calls of all accounts to each, only those of the own account arrive', async () => {
  const lines: string[] = [];
  await using harness = await startHarness({
    kazoo: { version: '5', modules: ['stream', 'notifications'] },
    log: createLog('warn', { write: (line) => lines.push(line) }),
  });
  const reader = harness.subscribe<Events>(harness.clientOf('demo'), missedCalls);
  await harness.untilSubscribers(1);
  const [demo, other] = [harness.accountId('demo'), harness.accountId('other')];

  const frames = [other, demo, other, demo].map((id, index) =>
    harness.kazoo.publisher.missedCall(id, { call_id: `c${index}` }),
  );

  expect(frames).toEqual([1, 1, 1, 1]);
  const arrived = [await reader.next(), await reader.next()].map(({ data }) => data?.events);
  expect(arrived).toMatchObject([
    { accountId: demo, callId: 'c1' },
    { accountId: demo, callId: 'c3' },
  ]);
  expect(reader.waiting).toBe(0);
  const metrics = await (await fetch(harness.url.replace('/graphql', '/metrics'))).text();
  expect(metrics).toMatch(/kazoo_gateway_upstream_events_total\{outcome="foreign"\} 2/);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ accountId: demo, family: 'notifications' }]);
});

interface Streams {
  readonly streamEvents: { readonly accountId: string; readonly callId: string };
}

test('on Kazoo 5 each account hears its own audio streams, and a superduper admin those of all', async () => {
  await using harness = await startHarness({ kazoo: { version: '5' } });
  const listen = (name: string, given = '') =>
    harness.subscribe<Streams>(harness.clientOf(name), `subscription { streamEvents${given} { accountId callId } }`);
  const [own, every] = [listen('demo'), listen('master', '(accountId: "*")')];
  await harness.untilSubscribers(2);
  const [demo, other] = [harness.accountId('demo'), harness.accountId('other')];

  for (const [index, id] of [other, demo].entries()) {
    harness.kazoo.publisher.stream(id, 'start', { call_id: `c${index}` });
  }

  const [foreign, mine] = [
    { accountId: other, callId: 'c0' },
    { accountId: demo, callId: 'c1' },
  ];
  expect((await own.next()).data?.streamEvents).toEqual(mine);
  expect([await every.next(), await every.next()].map(({ data }) => data?.streamEvents)).toEqual([foreign, mine]);
  expect(own.waiting).toBe(0);
});

test('on Kazoo 5 relay messages, which are meant for one login, are refused before Kazoo is asked', async () => {
  await using harness = await startHarness({ kazoo: { version: '5', modules: ['relay'] } });
  const reader = harness.subscribe(harness.clientOf('demo'), 'subscription { events(binding: "relay.*") { name } }');

  await expect(reader.next()).rejects.toMatchObject([
    { message: expect.stringContaining('relay messages'), extensions: { code: 'BINDING_REJECTED' } },
  ]);
  expect(harness.kazoo.subscribeRequests).toEqual([]);
});

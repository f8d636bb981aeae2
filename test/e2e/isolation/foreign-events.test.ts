import { expect, test } from 'vitest';
import { createLog } from '../../../src/telemetry/log.ts';
import { startHarness } from '../../harness/gateway-harness.ts';

const missedCalls = 'subscription { events(binding: "notifications.sip.missed_call") { accountId data } }';

interface Events {
  readonly events: { readonly accountId: string; readonly data: { readonly call_id: string } };
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
    { accountId: demo, data: { call_id: 'c1' } },
    { accountId: demo, data: { call_id: 'c3' } },
  ]);
  expect(reader.waiting).toBe(0);
  const metrics = await (await fetch(harness.url.replace('/graphql', '/metrics'))).text();
  expect(metrics).toMatch(/kazoo_gateway_upstream_events_total\{outcome="foreign"\} 2/);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ accountId: demo, family: 'other' }]);
});

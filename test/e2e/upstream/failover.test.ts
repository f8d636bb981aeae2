import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { CutLine } from '../../harness/cut-line.ts';
import { startHarness } from '../../harness/gateway-harness.ts';

const calls = 'subscription { callEvents { callId } }';

const onlyCreated = '{ callEvents(events: [CHANNEL_CREATE]) { callId } }';

interface CallEvents {
  readonly callEvents: { readonly callId: string };
}

test('when the first blackhole is down, the next one serves', async () => {
  await using gone = await KazooSimulator.start();
  const goneUrl = gone.blackholeUrl;
  await gone.close();
  await using harness = await startHarness({
    settings: ({ blackholeUrl }) => ({ KAZOO_BLACKHOLE_URL: `${goneUrl}, ${blackholeUrl}` }),
  });

  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
});

test('when the first blackhole is killed, its one account is live on the second within 3 s', async () => {
  const lines: CutLine[] = [];
  await using harness = await startHarness({
    settings: async ({ blackholeUrl }) => {
      const line = await CutLine.to(blackholeUrl);
      lines.push(line);
      // The defaults: those of the harness would hide a long delay.
      const backoff = { RECONNECT_BASE_MS: '250', RECONNECT_MAX_MS: '30000' };
      return { ...backoff, KAZOO_BLACKHOLE_URL: `${line.url}, ${blackholeUrl}` };
    },
  });
  await using first = lines[0];
  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);

  const killedAtMs = performance.now();
  await first?.[Symbol.asyncDispose]();
  const late = harness.subscribe<CallEvents>(harness.clientOf('demo'), `subscription ${onlyCreated}`);
  await harness.untilSubscribers(2);
  const failoverMs = performance.now() - killedAtMs;
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect(failoverMs).toBeLessThan(3_000);
  const arrived = await Promise.all([reader.next(), late.next()]);
  expect(arrived.map(({ data }) => data?.callEvents.callId)).toEqual(['c1', 'c1']);
});

import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { startHarness } from '../../harness/gateway-harness.ts';

const calls = 'subscription { callEvents { callId } }';

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

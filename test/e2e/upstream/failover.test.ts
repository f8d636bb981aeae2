import { expect, test } from 'vitest';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { startStage } from '../../harness/stage.ts';

const calls = 'subscription { callEvents { callId } }';

interface CallEvents {
  readonly callEvents: { readonly callId: string };
}

test('where the first blackhole is down, the next one serves', async () => {
  await using gone = await KazooSimulator.start();
  const goneUrl = gone.blackholeUrl;
  await gone.close();
  await using stage = await startStage({
    settings: ({ blackholeUrl }) => ({ KAZOO_BLACKHOLE_URL: `${goneUrl}, ${blackholeUrl}` }),
  });

  const reader = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
  await stage.untilSeats(1);
  stage.kazoo.publishCall(stage.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });

  expect((await reader.next()).data?.callEvents.callId).toBe('c1');
});

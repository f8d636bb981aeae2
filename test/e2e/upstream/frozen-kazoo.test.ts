import { expect, test } from 'vitest';
import { startHarness } from '../../harness/gateway-harness.ts';
import { TimeMachine } from '../../harness/time-machine.ts';

interface Status {
  readonly streamStatus: { readonly state: string; readonly reason: string | null };
}

test('a Kazoo that is frozen shows in streamStatus within 16 seconds', async () => {
  using clock = new TimeMachine();
  await using harness = await startHarness();
  const client = harness.clientOf('demo');
  harness.subscribe(client, 'subscription { callEvents { name } }');
  await harness.untilSubscribers(1);
  const status = harness.subscribe<Status>(client, 'subscription { streamStatus { state reason } }');
  expect((await status.next()).data?.streamStatus.state).toBe('LIVE');

  const thaw = harness.kazoo.blackhole.stall();
  // The longest until the next ping, and what its pong may take.
  clock.move(10_000);

  expect((await status.next()).data?.streamStatus).toMatchObject({
    state: 'RECONNECTING',
    reason: expect.stringContaining('no pong'),
  });
  thaw();
}, 30_000);

import { expect, test } from 'vitest';
import { type Harness, type Reader, startHarness } from '../../harness/gateway-harness.ts';

const calls = 'subscription { callEvents { callId gap { from to reason certain } } }';

interface Gap {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly certain: boolean;
}

interface CallEvents {
  readonly callEvents: { readonly callId: string; readonly gap: Gap | null };
}

function dropped({ kazoo }: Harness): number {
  return kazoo.blackhole.sockets.reduce((sum, { framesDropped }) => sum + framesDropped, 0);
}

/** The gaps told until the event of the call comes. */
async function gapsUntil(reader: Reader<CallEvents>, last: string): Promise<readonly Gap[]> {
  const gaps: Gap[] = [];
  for (;;) {
    const event = (await reader.next()).data?.callEvents;
    if (event?.gap) gaps.push(event.gap);
    if (event?.callId === last) return gaps;
  }
}

// How often what is detected is measured elsewhere (protocol.md). Here the 51 frames that waited are read without a pause.
test.each(['4.3.142', '5'] as const)(
  'on %s a stall of Kazoo that dropped events is told as a possible loss',
  async (version) => {
    await using harness = await startHarness({ kazoo: { version } });
    const demo = harness.accountId('demo');
    const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
    await harness.untilSubscribers(1);

    const stalledAt = new Date().toISOString();
    const resume = harness.kazoo.blackhole.stall();
    for (let call = 0; call < 200; call += 1)
      harness.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: `c${call}` });
    const lostUntil = new Date().toISOString();
    resume();
    expect(dropped(harness)).toBe(149);
    const early = await gapsUntil(reader, 'c50');
    harness.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: 'after' });

    const [gap, ...others] = [...early, ...(await gapsUntil(reader, 'after'))];
    expect(gap).toMatchObject({ reason: 'UPSTREAM_OVERFLOW', certain: false });
    expect(gap?.from.localeCompare(stalledAt)).toBeLessThanOrEqual(0);
    expect(gap?.to.localeCompare(lostUntil)).toBeGreaterThanOrEqual(0);
    expect(others).toEqual([]);
  },
);

test('a quiet account is asked for nothing', async () => {
  await using harness = await startHarness({ kazoo: { version: '5' } });
  const demo = harness.accountId('demo');
  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);

  for (let call = 0; call < 48; call += 1) harness.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: `c${call}` });

  await gapsUntil(reader, 'c47');
  expect(harness.kazoo.blackhole.commands.map(({ action }) => action)).toEqual(['subscribe']);
});

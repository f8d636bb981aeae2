import { expect, test } from 'vitest';
import { type Harness, type Reader, startHarness, until } from '../../harness/gateway-harness.ts';
import { TimeMachine } from '../../harness/time-machine.ts';

const calls =
  'subscription ($after: String) { callEvents(after: $after) { callId cursor gap { from to reason certain } } }';
const lingering = { LINGER_MS: '60000' };

interface Gap {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly certain: boolean;
}

interface CallEvents {
  readonly callEvents: { readonly callId: string; readonly cursor: string; readonly gap: Gap | null };
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

/** As many as wait at Kazoo: it drops what comes while more than 50 do. */
const kept = 51;

/**
 * Publishes so many calls, `c0` and so on, while Kazoo's process of each socket is stalled. Returns
 * the time of the first that is dropped.
 */
function publishInStall({ kazoo, accountId }: Harness, count: number): string {
  const resume = kazoo.blackhole.stall();
  let lostFrom = '';
  for (let call = 0; call < count; call += 1) {
    if (call === kept) lostFrom = new Date().toISOString();
    kazoo.publishCall(accountId('demo'), 'CHANNEL_CREATE', { call_id: `c${call}` });
  }
  resume();
  return lostFrom;
}

// How often what is detected is measured elsewhere (protocol.md). Here the 51 frames that waited are read without a
// pause.
test.each(['4.3.142', '5'] as const)(
  'on %s a stall of Kazoo that dropped events is told as a possible loss',
  async (version) => {
    await using harness = await startHarness({ kazoo: { version } });
    const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
    await harness.untilSubscribers(1);

    const lostFrom = publishInStall(harness, 200);
    const lostUntil = new Date().toISOString();
    expect(dropped(harness)).toBe(200 - kept);
    const early = await gapsUntil(reader, 'c50');
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'after' });

    const [gap, ...others] = [...early, ...(await gapsUntil(reader, 'after'))];
    expect(gap).toMatchObject({ reason: 'UPSTREAM_OVERFLOW', certain: false });
    expect(gap?.from.localeCompare(lostFrom)).toBeLessThanOrEqual(0);
    expect(gap?.to.localeCompare(lostUntil)).toBeGreaterThanOrEqual(0);
    expect(others).toEqual([]);
  },
);

test('who resumes across a possible loss is told of it like who stayed, also when nothing came after it', async () => {
  await using harness = await startHarness({ kazoo: { version: '5' }, settings: lingering });
  const publish = (call_id: string) =>
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id });
  const stays = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);
  publish('seen');
  const after = (await stays.next()).data?.callEvents.cursor;
  publishInStall(harness, 200);
  expect(await gapsUntil(stays, 'c50')).toEqual([]);

  const early = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls, { after });
  expect(await gapsUntil(early, 'c50')).toEqual([]);
  const fresh = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(3);
  publish('after');
  const told = await gapsUntil(stays, 'after');
  const late = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls, { after });

  expect(told).toMatchObject([{ reason: 'UPSTREAM_OVERFLOW', certain: false }]);
  expect(await gapsUntil(early, 'after')).toEqual(told);
  expect(await gapsUntil(late, 'after')).toEqual(told);
  expect(await gapsUntil(fresh, 'after')).toEqual([]);
});

test.each(['4.3.142', '5'] as const)(
  'on %s a ping whose answer Kazoo dropped is told as a certain loss, and no client resumes across it',
  async (version) => {
    using clock = new TimeMachine();
    await using harness = await startHarness({ kazoo: { version }, settings: lingering });
    const { kazoo } = harness;
    const stays = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
    await harness.untilSubscribers(1);
    /**
     * So many events come, too few at a time for a burst, and longer after the last ping than one
     * may follow it.
     */
    const load = async () => {
      clock.move(500);
      for (const part of ['a', 'b']) {
        clock.move(100);
        for (let call = 0; call < 25; call += 1) {
          kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: `${part}${call}` });
        }
        expect(await gapsUntil(stays, `${part}24`)).toEqual([]);
      }
    };
    const pings = (count: number) =>
      until(() => expect(kazoo.blackhole.commands.filter(({ action }) => action === 'ping')).toHaveLength(count));
    kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'seen' });
    const after = (await stays.next()).data?.callEvents.cursor;
    await pings(1);
    // Behind its answer, which proves the clock of the switch.
    kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'known' });
    expect(await gapsUntil(stays, 'known')).toEqual([]);
    await load();
    await pings(2);

    kazoo.blackhole.faults.swallowReplies({ count: 1 });
    await load();
    await pings(3);
    await load();
    await pings(4);
    kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'between' });
    const early = await gapsUntil(stays, 'between');
    kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'after' });

    const told = [...early, ...(await gapsUntil(stays, 'after'))];
    expect(told).toMatchObject([{ reason: 'UPSTREAM_OVERFLOW', certain: true }]);
    const resumes = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls, { after });
    await expect(resumes.next()).rejects.toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
  },
);

test('a quiet account is asked for one ping, behind its first event', async () => {
  await using harness = await startHarness({ kazoo: { version: '5' } });
  const demo = harness.accountId('demo');
  const reader = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
  await harness.untilSubscribers(1);

  for (let call = 0; call < 48; call += 1) harness.kazoo.publishCall(demo, 'CHANNEL_CREATE', { call_id: `c${call}` });

  await gapsUntil(reader, 'c47');
  expect(harness.kazoo.blackhole.commands.map(({ action }) => action)).toEqual(['subscribe', 'ping']);
});

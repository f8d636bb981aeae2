import { describe, expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { type Harness, type HarnessOptions, type Reader, startHarness, until } from '../../harness/gateway-harness.ts';

const below = `subscription ($after: String, $accountId: ID) {
  callEvents(scope: DESCENDANTS, after: $after, accountId: $accountId) { callId accountId cursor gap { accountIds } }
}`;

interface CallEvents {
  readonly callEvents: {
    readonly callId: string;
    readonly accountId: string;
    readonly cursor: string;
    readonly gap: { readonly accountIds: readonly string[] } | null;
  };
}

const settings = { DESCENDANTS_INTERVAL_MS: '50', LINGER_MS: '60000' };

/** A reseller with three accounts, and another account beside it. */
async function start(options: HarnessOptions = {}): Promise<Harness> {
  const harness = await startHarness({ ...options, settings: { ...settings, ...options.settings } });
  const { directory } = harness.kazoo;
  directory.addAccount({ name: 'third', parentId: harness.accountId('demo') });
  directory.addAccount({ name: 'sibling', parentId: harness.accountId('master') });
  return harness;
}

function publish(harness: Harness, name: string, callId = `of-${name}`): void {
  harness.kazoo.publishCall(harness.accountId(name), 'CHANNEL_CREATE', { call_id: callId });
}

async function read(reader: Reader<CallEvents>): Promise<CallEvents['callEvents']> {
  const { data } = await reader.next();
  if (!data) throw new Error('No data');
  return data.callEvents;
}

/** Drops the socket on which the account was subscribed last. */
function dropSocketOf({ kazoo }: Harness, accountId: string): void {
  const last = kazoo.subscribeRequests.findLast((request) => request.accountId === accountId);
  if (last === undefined) throw new Error('The account is not subscribed');
  kazoo.blackhole.dropSockets({ socketId: last.socketId });
}

/** Resolves when Kazoo was asked for so many topics, and has confirmed all that are wanted. */
function untilFollowed(harness: Harness, topics: number): Promise<void> {
  return until(() =>
    expect([harness.gateway.gauges.liveTopics(), harness.gateway.gauges.topics()]).toEqual([topics, topics]),
  );
}

describe.each<KazooVersion>(['4.3.142', '5'])('on %s callEvents of all accounts below one', (version) => {
  test('come in one stream, without those of the account itself and of accounts beside it', async () => {
    await using harness = await start({ kazoo: { version } });
    const reader = harness.subscribe<CallEvents>(harness.clientOf('reseller'), below);
    const others = harness.subscribe(harness.clientOf('master'), 'subscription { callEvents { callId } }');
    const siblings = harness.subscribe(
      harness.clientOf('master'),
      'subscription ($id: ID) { callEvents(accountId: $id) { callId } }',
      {
        id: harness.accountId('sibling'),
      },
    );
    await untilFollowed(harness, 5);

    for (const name of ['sibling', 'master', 'reseller', 'demo', 'other', 'third', 'demo']) publish(harness, name);
    const events = [await read(reader), await read(reader), await read(reader), await read(reader)];
    await Promise.all([others.next(), siblings.next()]);

    expect(events.map(({ callId }) => callId).sort()).toEqual(['of-demo', 'of-demo', 'of-other', 'of-third']);
    expect(events).toContainEqual(expect.objectContaining({ accountId: harness.accountId('third'), gap: null }));
    expect(reader.waiting).toBe(0);
  });

  test('go on after a cursor over all accounts: nothing is lost, and nothing comes twice', async () => {
    await using harness = await start({ kazoo: { version } });
    const first = harness.subscribe<CallEvents>(harness.clientOf('reseller'), below);
    // Has the same topics, but not the same group, and stays.
    const witness = harness.subscribe<CallEvents>(harness.clientOf('reseller'), below.replace(' gap ', ' name gap '));
    await untilFollowed(harness, 3);
    publish(harness, 'demo', 'seen');
    const { cursor: after } = await read(first);
    await read(witness);
    first.stop();
    await harness.untilSubscribers(1);
    const missed = ['demo', 'other', 'third', 'other', 'demo'];
    for (const [index, name] of missed.entries()) publish(harness, name, `missed-${index}`);
    const seen = [];
    while (seen.length < missed.length) seen.push(await read(witness));

    const reader = harness.subscribe<CallEvents>(harness.clientOf('reseller'), below, { after });
    await harness.untilSubscribers(2);
    const before = [];
    while (before.length < missed.length) before.push(await read(reader));
    publish(harness, 'third', 'live');

    // Sockets deliver in an order of their own, which is the same for all.
    expect(before.map(({ callId, cursor }) => [callId, cursor])).toEqual(
      seen.map(({ callId, cursor }) => [callId, cursor]),
    );
    expect(new Set(before.map(({ callId }) => callId)).size).toBe(missed.length);
    expect(await read(reader)).toMatchObject({ callId: 'live', gap: null });
    expect(reader.waiting).toBe(0);
  });
});

describe('callEvents of all accounts below one', () => {
  test('follow accounts that are made, with a gap, and leave those that are deleted', async () => {
    await using harness = await start({ settings: { LINGER_MS: '50' } });
    const { directory } = harness.kazoo;
    const reader = harness.subscribe<CallEvents>(harness.clientOf('reseller'), below);
    await untilFollowed(harness, 3);

    const born = directory.addAccount({ name: 'born', parentId: harness.accountId('reseller') });
    await untilFollowed(harness, 4);
    publish(harness, 'born');
    publish(harness, 'born', 'again');
    expect(await read(reader)).toMatchObject({ callId: 'of-born', gap: { accountIds: [born.id] } });
    expect(await read(reader)).toMatchObject({ callId: 'again', gap: null });

    directory.removeAccount(born.id);
    await untilFollowed(harness, 3);
    publish(harness, 'demo');
    expect(await read(reader)).toMatchObject({ callId: 'of-demo', gap: null });
  });

  test('tell of the gap of one account with the next event of any, and of no other account', async () => {
    await using harness = await start();
    const reader = harness.subscribe<CallEvents>(harness.clientOf('reseller'), below);
    const own = harness.subscribe(harness.clientOf('demo'), 'subscription { callEvents { callId } }');
    await untilFollowed(harness, 3);

    dropSocketOf(harness, harness.accountId('demo'));
    await until(() => expect(harness.kazoo.subscribeRequests.length).toBeGreaterThan(3));
    await untilFollowed(harness, 3);
    // One after the other: the accounts have different sockets.
    publish(harness, 'other');
    expect(await read(reader)).toMatchObject({ callId: 'of-other', gap: { accountIds: [harness.accountId('demo')] } });
    publish(harness, 'demo');

    expect(await read(reader)).toMatchObject({ callId: 'of-demo', gap: null });
    expect(await own.next()).toMatchObject({ extensions: { gap: { accountIds: [harness.accountId('demo')] } } });
  });

  test('begin without an account that Kazoo refuses, and take it in later, with a gap', async () => {
    await using harness = await start({ settings: { KEEP_ALIVE_MS: '100' } });
    const [reseller, demo] = [harness.accountId('reseller'), harness.accountId('demo')];
    const giveBack = harness.kazoo.directory.takeAwayAuthority(reseller, demo);
    let pings = 0;
    const client = harness.clientOf('reseller', {
      on: { ping: (_, payload) => (pings += Number(payload !== undefined)) },
    });
    const reader = harness.subscribe<CallEvents>(client, below);
    await until(() => expect(harness.gateway.gauges.liveTopics()).toBe(2));
    // The first ping may have been under way; one with a cursor after that says that the stream has begun.
    await until(() => expect(pings).toBeGreaterThan(1));

    publish(harness, 'other');
    expect(await read(reader)).toMatchObject({ callId: 'of-other', gap: null });
    giveBack();
    await untilFollowed(harness, 3);
    publish(harness, 'demo');

    expect(await read(reader)).toMatchObject({ callId: 'of-demo', gap: { accountIds: [demo] } });
  });

  test('are refused where there are more accounts than the operator allows', async () => {
    await using harness = await start({ settings: { MAX_DESCENDANT_ACCOUNTS: '2', MAX_LIVE_ROWS: '3' } });
    const parentId = harness.accountId('reseller');
    for (const name of ['fourth', 'fifth']) harness.kazoo.directory.addAccount({ name, parentId });
    const reader = harness.subscribe<CallEvents>(harness.clientOf('reseller'), below);

    await expect(reader.next()).rejects.toMatchObject([
      { message: expect.stringContaining('MAX_DESCENDANT_ACCOUNTS'), extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } },
    ]);
  });

  test('are refused below what the token may not see, to restricted users, and below every account', async () => {
    await using harness = await start({ settings: { RESTRICT_USERS: 'true' } });
    const refused = { code: 'FORBIDDEN' };
    const taro = harness.kazoo.directory.user('demo', 'taro');
    const authToken = harness.kazoo.issueToken({ accountId: harness.accountId('demo'), ownerId: taro.id });
    const stranger = harness.subscribe<CallEvents>(harness.clientOf('demo'), below, {
      accountId: harness.accountId('reseller'),
    });
    await expect(stranger.next()).rejects.toMatchObject([{ extensions: refused }]);
    const restricted = harness.subscribe<CallEvents>(harness.client({ connectionParams: { authToken } }), below);
    await expect(restricted.next()).rejects.toMatchObject([{ extensions: refused }]);
    const everyone = harness.subscribe<CallEvents>(harness.clientOf('master'), below, { accountId: '*' });
    await expect(everyone.next()).rejects.toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

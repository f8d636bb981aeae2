import { describe, expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { type Harness, type HarnessOptions, type Reader, startHarness } from '../../harness/gateway-harness.ts';
import { type CallsData, callLegs, following, listRequests } from './call-legs.ts';

const below = `subscription ($throttleMs: Int) {
  calls(scope: DESCENDANTS, throttleMs: $throttleMs) {
    kind cursor absentAccountIds gap { accountIds } calls { id accountId state } removed { id reason }
  }
}`;

const settings = { DESCENDANTS_INTERVAL_MS: '50', LINGER_MS: '60000' };

/** A reseller with three accounts, of which two have a call, and another account beside it. */
async function start(options: HarnessOptions = {}): Promise<Harness> {
  const harness = await startHarness({ ...options, settings: { ...settings, ...options.settings } });
  const { directory, live } = harness.kazoo;
  directory.addAccount({ name: 'third', parentId: harness.accountId('demo') });
  directory.addAccount({ name: 'sibling', parentId: harness.accountId('master') });
  // One call through two accounts has one interaction.
  for (const name of ['demo', 'other', 'sibling'])
    live.addChannel({ accountId: harness.accountId(name), callId: `leg-of-${name}`, interactionId: 'i' });
  return harness;
}

function idIn(harness: Harness, name: string, id = 'i'): string {
  return `${harness.accountId(name)}/${id}`;
}

/** Follows the calls below the reseller, and has read what comes first. */
async function follow(harness: Harness): Promise<Reader<CallsData>> {
  const reader = harness.subscribe<CallsData>(harness.clientOf('reseller'), below);
  await following(reader, ({ kind }) => kind === 'SNAPSHOT');
  return reader;
}

describe.each<KazooVersion>(['4.3.142', '5'])('on %s calls of all accounts below one', (version) => {
  test('begin with those of all, and change as each does', async () => {
    await using harness = await start({ kazoo: { version } });
    const reader = harness.subscribe<CallsData>(harness.clientOf('reseller'), below);

    const first = (await reader.next()).data?.calls;
    callLegs(harness, 'sibling', 'never').inbound('CHANNEL_CREATE');
    callLegs(harness, 'third', 'new').inbound('CHANNEL_CREATE');
    const ringing = await following(reader, ({ calls }) => calls.length > 0);
    callLegs(harness, 'third', 'new').inbound('CHANNEL_DESTROY');
    const over = await following(reader, ({ removed }) => removed.length > 0);

    expect(first).toMatchObject({ kind: 'SNAPSHOT', absentAccountIds: [], gap: null });
    expect(first?.calls.map(({ id }) => id).sort()).toEqual([idIn(harness, 'demo'), idIn(harness, 'other')].sort());
    const third = { id: idIn(harness, 'third', 'new'), accountId: harness.accountId('third') };
    expect(ringing).toMatchObject({ kind: 'CHANGES', calls: [{ ...third, state: 'RINGING' }] });
    expect(over.removed).toMatchObject([{ id: third.id, reason: 'ENDED' }]);
  });
});

describe('calls of all accounts below one', () => {
  test('come with accounts that are made, and go with those that are deleted', async () => {
    await using harness = await start();
    const reader = await follow(harness);
    const { directory, live } = harness.kazoo;

    const born = directory.addAccount({ name: 'born', parentId: harness.accountId('reseller') });
    live.addChannel({ accountId: born.id, callId: 'leg-of-born', interactionId: 'i' });
    const came = await following(reader, ({ calls }) => calls.length > 0);
    directory.removeAccount(born.id);
    const left = await following(reader, ({ removed }) => removed.length > 0);

    expect(came).toMatchObject({ kind: 'CHANGES', calls: [{ id: `${born.id}/i` }], absentAccountIds: [] });
    expect(left.removed).toEqual([{ id: `${born.id}/i`, reason: 'ACCOUNT_LEFT' }]);
  });

  test('tell of a gap of one account with its own changes, and of no other account', async () => {
    await using harness = await start();
    const own = harness.subscribe<CallsData>(harness.clientOf('demo'), 'subscription { calls { kind calls { id } } }');
    await following(own, ({ kind }) => kind === 'SNAPSHOT');
    const reader = await follow(harness);
    const demo = harness.accountId('demo');
    const socketId = harness.kazoo.subscribeRequests.findLast(({ accountId }) => accountId === demo)?.socketId;

    harness.kazoo.live.addChannel({ accountId: demo, callId: 'unseen', interactionId: 'unseen' });
    harness.kazoo.blackhole.dropSockets(socketId === undefined ? {} : { socketId });
    const repaired = await following(reader, ({ gap }) => gap !== null);

    expect(repaired).toMatchObject({
      kind: 'CHANGES',
      gap: { accountIds: [demo] },
      calls: [{ id: idIn(harness, 'demo', 'unseen') }],
      removed: [],
    });
  });

  test('can be had once, and so can the boards of all accounts', async () => {
    await using harness = await start();
    const query = `{
      calls(scope: DESCENDANTS) { absentAccountIds nodes { id } }
      accountBoard(scope: DESCENDANTS) { absentAccountIds nodes { accountId timezone } }
    }`;

    const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('reseller') });

    expect(body).toMatchObject({
      data: {
        calls: { absentAccountIds: [], nodes: expect.toSatisfy((nodes) => nodes.length === 2) },
        accountBoard: {
          absentAccountIds: [],
          // Kazoo was asked about none of them but the reseller's own.
          nodes: [{}, {}, {}].map(() => ({ timezone: 'Europe/Berlin' })),
        },
      },
    });
  });

  test('cost Kazoo the same, however often and by whom they are asked for', async () => {
    await using harness = await start();
    const query = '{ calls(scope: DESCENDANTS) { nodes { id } } }';
    const ask = () => harness.post({ query }, { 'X-Auth-Token': harness.token('reseller') });
    const { kazoo } = harness;

    const answers = await Promise.all(Array.from({ length: 10 }, ask));
    const lists = kazoo.crossbar.requests.filter(({ path }) => /channels|parked_calls/.test(path)).length;
    for (let round = 0; round < 10; round += 1) answers.push(await ask());

    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => answers[0]?.body));
    expect(answers[0]?.body).toMatchObject({ data: { calls: { nodes: [{}, {}] } } });
    expect([lists, kazoo.subscribeRequests.length]).toEqual([2 * 3, 3]);
    expect(listRequests(harness)).toBe(3);
  });

  test('are no answer where there are more accounts than the operator allows', async () => {
    await using harness = await start({ settings: { MAX_DESCENDANT_ACCOUNTS: '2' } });
    const query = '{ calls(scope: DESCENDANTS) { nodes { id } } }';

    const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('reseller') });

    expect(body).toMatchObject({
      data: { calls: null },
      errors: [{ message: expect.stringMatching(/2 accounts/), extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }],
    });
    expect([harness.kazoo.subscribeRequests, listRequests(harness)]).toEqual([[], 0]);
  });

  test('are refused to users who may see only their own', async () => {
    await using harness = await start({ settings: { RESTRICT_USERS: 'true' } });
    const taro = harness.kazoo.directory.user('demo', 'taro');
    const authToken = harness.kazoo.issueToken({ accountId: harness.accountId('demo'), ownerId: taro.id });
    const reader = harness.subscribe<CallsData>(harness.client({ connectionParams: { authToken } }), below);

    await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

import { afterAll, describe, expect, test } from 'vitest';
import { apiKeyOf, idOf } from '../../../src/simulator/directory/account.ts';
import { type Harness, startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';
import type { SseReader } from '../../harness/sse-reader.ts';
import { keyFolder } from './key-folder.ts';
import {
  type CallEvents,
  calls,
  clientOf,
  heard,
  publishLeg,
  publishLegs,
  tokenOf,
  userId,
} from './restricted-users-harness.ts';

const keys = keyFolder();
afterAll(() => keys[Symbol.dispose]());

const restricted = { RESTRICT_USERS: 'true' };
const publicKeys = { ...restricted, KAZOO_PUBLIC_KEYS: keys.path };
const apiKey = { ...restricted, KAZOO_API_KEY: apiKeyOf(idOf('account', 'master')) };
const hidden = { ...restricted, HIDDEN_DATA_KEYS: 'owner_id, authorizing_id' };

/** As `publishLegs` makes them. */
const all = ["a carrier's", "olga's", "taro's", "taro's own doing", 'last'];
const taros = all.slice(2);

describe.each([
  ['KAZOO_PUBLIC_KEYS', publicKeys],
  ['KAZOO_API_KEY', apiKey],
  ['HIDDEN_DATA_KEYS', hidden],
  ['all three', { ...publicKeys, ...apiKey, ...hidden }],
])('with RESTRICT_USERS and %s', (_, settings) => {
  test('users receive their own legs and administrators all, over WebSocket and SSE', async () => {
    await using harness = await startHarness({ settings });
    const taro = harness.subscribe<CallEvents>(clientOf(harness, 'taro'), calls);
    const olga = harness.subscribe<CallEvents>(clientOf(harness, 'olga'), calls);
    const admin = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
    const taroSse = await sseOf(harness, 'taro');
    const adminSse = await sseOf(harness, 'demo');
    await harness.untilSubscribers(5);

    publishLegs(harness);
    publishLeg(harness, "olga's last", { owner_id: userId(harness, 'olga') });
    publishLeg(harness, "taro's last", { owner_id: userId(harness, 'taro') });

    const own = [...taros, "taro's last"];
    const everybodys = [...all, "olga's last", "taro's last"];
    expect(await heard(taro, own.length)).toEqual(own);
    expect(await heardOver(taroSse, own.length)).toEqual(own);
    expect(await heard(olga, 2)).toEqual(["olga's", "olga's last"]);
    expect(await heard(admin, everybodys.length)).toEqual(everybodys);
    expect(await heardOver(adminSse, everybodys.length)).toEqual(everybodys);
    const names = ['demo', 'olga', 'taro'];
    expect(askedAbout(harness)).toEqual(names.map((name) => [userId(harness, name), userId(harness, name)]).toSorted());
  });

  test('lists show users their own entries and administrators all', async () => {
    await using harness = await startHarness({ settings });
    const accountId = harness.accountId('demo');
    for (const name of ['taro', 'olga']) {
      harness.kazoo.live.addChannel({ accountId, callId: `${name}'s`, ownerId: userId(harness, name) });
    }
    harness.kazoo.live.addChannel({ accountId, callId: "a carrier's" });
    const ask = async (query: string, name: string) =>
      (await harness.post({ query }, { 'X-Auth-Token': tokenOf(harness, name) })).body;
    const callIds = async (name: string) => {
      const { data } = (await ask('{ channels { nodes { callId } } }', name)) as { data: Channels };
      return data.channels.nodes.map(({ callId }) => callId).toSorted();
    };

    expect(await callIds('taro')).toEqual(["taro's"]);
    expect(await callIds('demo')).toEqual(["a carrier's", "olga's", "taro's"]);
    for (const list of ['devices', 'voicemailBoxes', 'registrations']) {
      const { data } = await ask(`{ ${list} { nodes { ownerId } } }`, 'taro');
      const ownerId = 'HIDDEN_DATA_KEYS' in settings ? null : userId(harness, 'taro');
      expect(data, list).toEqual({ [list]: { nodes: [{ ownerId }] } });
    }
    expect(await ask('{ users { takenAt } }', 'taro')).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await ask('{ users { takenAt } }', 'demo')).not.toHaveProperty('errors');
  });

  test('a token forged in the name of an administrator whom Kazoo knows shows nothing', async () => {
    await using harness = await startHarness({ settings });
    harness.subscribe(harness.clientOf('demo'), calls);
    await harness.untilSubscribers(1);
    const [header, , signature] = tokenOf(harness, 'taro').split('.');
    const payload = tokenOf(harness, 'demo').split('.')[1];
    const forged = `${header}.${payload}.${signature}`;

    await using client = await RawClient.open(harness.webSocketUrl);
    client.init({ authToken: forged });
    const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': forged });

    expect(await client.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
    expect(await sse.next()).toMatchObject({ data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    expect(harness.gateway.gauges.subscribers()).toBe(1);
  });

  test.each([
    ['fails', 'UPSTREAM_UNAVAILABLE', (harness: Harness) => harness.kazoo.crossbar.faults.failWith(500, aboutUsers)],
    [
      'talks nonsense',
      'UPSTREAM_UNAVAILABLE',
      (harness: Harness) => harness.kazoo.crossbar.faults.answerGarbage(aboutUsers),
    ],
    ['says nothing', 'UPSTREAM_TIMEOUT', (harness: Harness) => harness.kazoo.crossbar.faults.hang(aboutUsers)],
  ])('while Kazoo %s when asked who a user is, nothing is shown', async (_, code, disturb) => {
    await using harness = await startHarness({ settings: { ...settings, REST_TIMEOUT_MS: '1000' } });
    disturb(harness);

    // Requests about one token would share an answer: each comes with a token of its own, and waits for its time limit.
    let lifetimeSeconds = 3_600;
    const newToken = (name: string): string => {
      lifetimeSeconds += 1;
      const accountId = harness.accountId('demo');
      return harness.kazoo.issueToken({ accountId, ownerId: userId(harness, name), lifetimeSeconds });
    };
    const nothingIsShown = async (name: string): Promise<void> => {
      const reader = harness.subscribe(harness.client({ connectionParams: { authToken: newToken(name) } }), calls);
      const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': newToken(name) });
      const query = '{ channels { nodes { callId } } }';
      const posted = harness.post({ query }, { 'X-Auth-Token': newToken(name) });
      await expect(reader.next()).rejects.toMatchObject([{ extensions: { code } }]);
      expect(await sse.next()).toMatchObject({ data: { errors: [{ extensions: { code } }] } });
      const { body } = await posted;
      expect(body).toMatchObject({ data: { channels: null }, errors: [{ path: ['channels'], extensions: { code } }] });
    };
    await Promise.all(['taro', 'demo'].map(nothingIsShown));

    expect(harness.kazoo.subscribeRequests).toEqual([]);
  });
});

describe('with RESTRICT_USERS and KAZOO_PUBLIC_KEYS', () => {
  test('a user who is admitted by signature receives nothing before Kazoo has said who it is', async () => {
    await using harness = await startHarness({ settings: publicKeys });
    const answer = harness.kazoo.crossbar.faults.hold();
    const authToken = harness.kazoo.issueToken({ accountId: harness.accountId('demo') });
    const keyHolder = harness.subscribe<CallEvents>(harness.client({ connectionParams: { authToken } }), calls);
    const taro = harness.subscribe<CallEvents>(clientOf(harness, 'taro'), calls);
    const sse = sseOf(harness, 'taro');
    await until(() => expect(askedAbout(harness)).toHaveLength(1));
    await harness.untilSubscribers(1);
    publishLegs(harness);
    expect(await heard(keyHolder, 5)).toEqual(all);
    expect(taro.waiting).toBe(0);

    answer();
    await harness.untilSubscribers(3);
    publishLegs(harness);

    expect(await heard(taro, 3)).toEqual(taros);
    expect(await heardOver(await sse, 3)).toEqual(taros);
    expect(taro.waiting).toBe(0);
  });

  test('the revoked token of an administrator shows nothing, even before its check is complete', async () => {
    await using harness = await startHarness({ settings: publicKeys });
    const authToken = tokenOf(harness, 'demo');
    harness.kazoo.revokeTokens({ accountId: harness.accountId('demo'), ownerId: userId(harness, 'demo') });
    const check = harness.kazoo.crossbar.faults.hold({ path: /\/accounts\/[^/]+$/ });
    await using client = await RawClient.ready(harness.webSocketUrl, { authToken });

    client.subscribe('1', calls);

    expect(await client.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
    expect(harness.kazoo.subscribeRequests).toEqual([]);
    check();
  });
});

test('with RESTRICT_USERS and KAZOO_API_KEY the service identity never stands in for a user', async () => {
  await using harness = await startHarness({ settings: apiKey });

  harness.subscribe(clientOf(harness, 'taro'), calls);
  await harness.untilSubscribers(1);

  const subscribes = harness.kazoo.blackhole.log.commands.filter(({ action }) => action === 'subscribe');
  const openers = subscribes.map(({ authToken = '' }) => claimsOf(authToken));
  expect(openers).toEqual([expect.objectContaining({ account_id: harness.accountId('master') })]);
  expect(askedAbout(harness)).toEqual([[userId(harness, 'taro'), userId(harness, 'taro')]]);
});

describe.each([['owner_id, authorizing_id'], ['owner_*, authorizing_*'], ['custom_channel_vars']])(
  'with RESTRICT_USERS and HIDDEN_DATA_KEYS=%s',
  (hiddenKeys) => {
    const settings = { ...restricted, HIDDEN_DATA_KEYS: hiddenKeys, LINGER_MS: '30000' };

    test('the keys that decide whose a leg is reach no client', async () => {
      await using harness = await startHarness({ settings });
      const query = 'subscription { callEvents { callId ownerId authorizingId data } }';
      await using taro = await RawClient.ready(harness.webSocketUrl, { authToken: tokenOf(harness, 'taro') });
      await using admin = await RawClient.ready(harness.webSocketUrl, { authToken: tokenOf(harness, 'demo') });
      for (const client of [taro, admin]) client.subscribe('1', query);
      const sse = await harness.sse({ query }, { 'X-Auth-Token': tokenOf(harness, 'taro') });
      await harness.untilSubscribers(3);

      publishLegs(harness);

      const shown = [...(await taro.take(3)), ...(await admin.take(5)), await sse.next(), await sse.next()];
      expect(shown[0]).toMatchObject({ payload: { data: { callEvents: { ownerId: null, authorizingId: null } } } });
      for (const name of ['taro', 'olga']) expect(JSON.stringify(shown)).not.toContain(userId(harness, name));
    });

    test('they cannot be found out by filtering', async () => {
      await using harness = await startHarness({ settings });
      const query = 'subscription ($filter: CallEventFilter) { callEvents(filter: $filter) { callId } }';
      const ids = [userId(harness, 'taro'), userId(harness, 'olga')];
      const [taro, admin] = [clientOf(harness, 'taro'), harness.clientOf('demo')];
      const guesses = [taro, admin].flatMap((client) =>
        [{ ownerIds: ids }, { authorizingIds: ids }].map((filter) => harness.subscribe(client, query, { filter })),
      );
      await harness.untilSubscribers(4);
      const own = harness.subscribe<CallEvents>(taro, calls);
      const everybodys = harness.subscribe<CallEvents>(admin, calls);
      await harness.untilSubscribers(6);

      publishLegs(harness);

      expect(await heard(own, 3)).toEqual(taros);
      expect(await heard(everybodys, 5)).toEqual(all);
      expect(guesses.map(({ waiting }) => waiting)).toEqual([0, 0, 0, 0]);
    });

    test('a resumed stream and a conference show only what is the own of the user', async () => {
      await using harness = await startHarness({ settings });
      const accountId = harness.accountId('demo');
      const id = harness.kazoo.directory.account('demo').conferences[0]?.id ?? '';
      const admin = harness.subscribe<{ callEvents: { cursor: string } }>(
        harness.clientOf('demo'),
        'subscription { callEvents { cursor } }',
      );
      const conference = harness.subscribe(
        clientOf(harness, 'taro'),
        'subscription ($id: ID!) { conferenceEvents(conferenceId: $id) { callId ownerId } }',
        { id },
      );
      await harness.untilSubscribers(2);
      publishLegs(harness);
      const after = (await admin.next()).data?.callEvents.cursor;
      for (let missed = 1; missed < all.length; missed += 1) await admin.next();

      const taro = harness.subscribe<CallEvents>(
        clientOf(harness, 'taro'),
        'subscription ($after: String) { callEvents(after: $after) { callId } }',
        { after },
      );
      for (const name of ['olga', 'taro']) {
        const variables = { owner_id: userId(harness, name) };
        harness.kazoo.publishConferenceEvent(accountId, id, 'add-member', {
          call_id: name,
          custom_channel_vars: variables,
        });
      }

      expect(await heard(taro, 3)).toEqual(taros);
      expect(await conference.next()).toEqual({ data: { conferenceEvents: { callId: 'taro', ownerId: null } } });
      expect(conference.waiting).toBe(0);
    });
  },
);

interface Channels {
  readonly channels: { readonly nodes: readonly { readonly callId: string }[] };
}

const aboutUsers = { path: /\/users\// };

/** The requests that ask who a user is: about which user, and with whose token. */
function askedAbout(harness: Harness): readonly (readonly unknown[])[] {
  return harness.kazoo.crossbar.requests
    .filter(({ path }) => aboutUsers.path.test(path))
    .map(({ path, headers }) => [path.split('/').at(-1), claimsOf(headers['x-auth-token'] ?? '')['owner_id']])
    .toSorted();
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

function sseOf(harness: Harness, username: string): Promise<SseReader> {
  return harness.sse({ query: calls }, { 'X-Auth-Token': tokenOf(harness, username) });
}

async function heardOver(sse: SseReader, count: number): Promise<readonly unknown[]> {
  const callIds: unknown[] = [];
  while (callIds.length < count) {
    const { data } = (await sse.next()) as { readonly data: { readonly data: CallEvents } };
    callIds.push(data.data.callEvents.callId);
  }
  return callIds;
}

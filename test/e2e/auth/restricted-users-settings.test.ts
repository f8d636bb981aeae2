import { afterAll, describe, expect, test } from 'vitest';
import { apiKeyOf, idOf } from '../../../src/simulator/directory/account.ts';
import { RawClient } from '../../harness/raw-client.ts';
import type { SseReader } from '../../harness/sse-reader.ts';
import { type Stage, startStage, until } from '../../harness/stage.ts';
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
} from './restricted-users-stage.ts';

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
  test('users hear the own legs and administrators all, over WebSocket and SSE, and Kazoo said who is who', async () => {
    await using stage = await startStage({ settings });
    const taro = stage.subscribe<CallEvents>(clientOf(stage, 'taro'), calls);
    const olga = stage.subscribe<CallEvents>(clientOf(stage, 'olga'), calls);
    const admin = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
    const taroSse = await sseOf(stage, 'taro');
    const adminSse = await sseOf(stage, 'demo');
    await stage.untilSeats(5);

    publishLegs(stage);
    publishLeg(stage, "olga's last", { owner_id: userId(stage, 'olga') });
    publishLeg(stage, "taro's last", { owner_id: userId(stage, 'taro') });

    const own = [...taros, "taro's last"];
    const everybodys = [...all, "olga's last", "taro's last"];
    expect(await heard(taro, own.length)).toEqual(own);
    expect(await heardOver(taroSse, own.length)).toEqual(own);
    expect(await heard(olga, 2)).toEqual(["olga's", "olga's last"]);
    expect(await heard(admin, everybodys.length)).toEqual(everybodys);
    expect(await heardOver(adminSse, everybodys.length)).toEqual(everybodys);
    const names = ['demo', 'olga', 'taro'];
    expect(askedAbout(stage)).toEqual(names.map((name) => [userId(stage, name), userId(stage, name)]).toSorted());
  });

  test('lists show users their own, administrators all', async () => {
    await using stage = await startStage({ settings });
    const accountId = stage.accountId('demo');
    for (const name of ['taro', 'olga']) {
      stage.kazoo.live.addChannel({ accountId, callId: `${name}'s`, ownerId: userId(stage, name) });
    }
    stage.kazoo.live.addChannel({ accountId, callId: "a carrier's" });
    const ask = async (query: string, name: string) =>
      (await stage.post({ query }, { 'X-Auth-Token': tokenOf(stage, name) })).body;
    const callIds = async (name: string) => {
      const { data } = (await ask('{ channels { nodes { callId } } }', name)) as { data: Channels };
      return data.channels.nodes.map(({ callId }) => callId).toSorted();
    };

    expect(await callIds('taro')).toEqual(["taro's"]);
    expect(await callIds('demo')).toEqual(["a carrier's", "olga's", "taro's"]);
    for (const list of ['devices', 'voicemailBoxes', 'registrations']) {
      const { data } = await ask(`{ ${list} { nodes { ownerId } } }`, 'taro');
      const ownerId = 'HIDDEN_DATA_KEYS' in settings ? null : userId(stage, 'taro');
      expect(data, list).toEqual({ [list]: { nodes: [{ ownerId }] } });
    }
    expect(await ask('{ users { takenAt } }', 'taro')).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await ask('{ users { takenAt } }', 'demo')).not.toHaveProperty('errors');
  });

  test('a token that its holder made out to an administrator whom Kazoo knows is of no use', async () => {
    await using stage = await startStage({ settings });
    stage.subscribe(stage.clientOf('demo'), calls);
    await stage.untilSeats(1);
    const [header, , signature] = tokenOf(stage, 'taro').split('.');
    const payload = tokenOf(stage, 'demo').split('.')[1];
    const forged = `${header}.${payload}.${signature}`;

    await using client = await RawClient.open(stage.webSocketUrl);
    client.init({ authToken: forged });
    const sse = await stage.sse({ query: calls }, { 'X-Auth-Token': forged });

    expect(await client.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
    expect(await sse.next()).toMatchObject({ data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    expect(stage.gateway.sizes.seats()).toBe(1);
  });

  test.each([
    ['fails', 'UPSTREAM_UNAVAILABLE', (stage: Stage) => stage.kazoo.crossbar.faults.failWith(500, aboutUsers)],
    ['talks nonsense', 'UPSTREAM_UNAVAILABLE', (stage: Stage) => stage.kazoo.crossbar.faults.answerGarbage(aboutUsers)],
    ['says nothing', 'UPSTREAM_TIMEOUT', (stage: Stage) => stage.kazoo.crossbar.faults.hang(aboutUsers)],
  ])('while Kazoo %s when asked who somebody is, nothing is shown', async (_, code, disturb) => {
    await using stage = await startStage({ settings: { ...settings, REST_TIMEOUT_MS: '200' } });
    disturb(stage);

    for (const name of ['taro', 'demo']) {
      const reader = stage.subscribe(clientOf(stage, name), calls);
      await expect(reader.next()).rejects.toMatchObject([{ extensions: { code } }]);
      expect(await (await sseOf(stage, name)).next()).toMatchObject({ data: { errors: [{ extensions: { code } }] } });
      const query = '{ channels { nodes { callId } } }';
      const { body } = await stage.post({ query }, { 'X-Auth-Token': tokenOf(stage, name) });
      expect(body).toMatchObject({ data: null, errors: [{ extensions: { code } }] });
    }

    expect(stage.kazoo.subscribeRequests).toEqual([]);
  });
});

describe('with RESTRICT_USERS and KAZOO_PUBLIC_KEYS', () => {
  test('whom the signature admits hears nothing before Kazoo said who it is', async () => {
    await using stage = await startStage({ settings: publicKeys });
    const answer = stage.kazoo.crossbar.faults.hold();
    const authToken = stage.kazoo.issueToken({ accountId: stage.accountId('demo') });
    const keyHolder = stage.subscribe<CallEvents>(stage.client({ connectionParams: { authToken } }), calls);
    const taro = stage.subscribe<CallEvents>(clientOf(stage, 'taro'), calls);
    const sse = sseOf(stage, 'taro');
    await until(() => expect(askedAbout(stage)).toHaveLength(1));
    await stage.untilSeats(1);
    publishLegs(stage);
    expect(await heard(keyHolder, 5)).toEqual(all);
    expect(taro.waiting).toBe(0);

    answer();
    await stage.untilSeats(3);
    publishLegs(stage);

    expect(await heard(taro, 3)).toEqual(taros);
    expect(await heardOver(await sse, 3)).toEqual(taros);
    expect(taro.waiting).toBe(0);
  });

  test('the signature of an administrator whose token was revoked shows nothing, also before the check of the token is done', async () => {
    await using stage = await startStage({ settings: publicKeys });
    const authToken = tokenOf(stage, 'demo');
    stage.kazoo.revokeTokens({ accountId: stage.accountId('demo'), ownerId: userId(stage, 'demo') });
    const check = stage.kazoo.crossbar.faults.hold({ path: /\/accounts\/[^/]+$/ });
    await using client = await RawClient.ready(stage.webSocketUrl, { authToken });

    client.subscribe('1', calls);

    expect(await client.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(stage.kazoo.subscribeRequests).toEqual([]);
    check();
    expect(await client.next()).toEqual({ type: 'close', code: 4403, reason: 'UNAUTHENTICATED' });
  });
});

test('with RESTRICT_USERS and KAZOO_API_KEY the identity of the gateway opens the socket and never answers for a user', async () => {
  await using stage = await startStage({ settings: apiKey });

  stage.subscribe(clientOf(stage, 'taro'), calls);
  await stage.untilSeats(1);

  const subscribes = stage.kazoo.blackhole.log.commands.filter(({ action }) => action === 'subscribe');
  const openers = subscribes.map(({ authToken = '' }) => claimsOf(authToken));
  expect(openers).toEqual([expect.objectContaining({ account_id: stage.accountId('master') })]);
  expect(askedAbout(stage)).toEqual([[userId(stage, 'taro'), userId(stage, 'taro')]]);
});

describe.each([['owner_id, authorizing_id'], ['owner_*, authorizing_*'], ['custom_channel_vars']])(
  'with RESTRICT_USERS and HIDDEN_DATA_KEYS=%s',
  (hiddenKeys) => {
    const settings = { ...restricted, HIDDEN_DATA_KEYS: hiddenKeys, LINGER_MS: '30000' };

    test('what decides whose a leg is reaches nobody', async () => {
      await using stage = await startStage({ settings });
      const query = 'subscription { callEvents { callId ownerId authorizingId data } }';
      await using taro = await RawClient.ready(stage.webSocketUrl, { authToken: tokenOf(stage, 'taro') });
      await using admin = await RawClient.ready(stage.webSocketUrl, { authToken: tokenOf(stage, 'demo') });
      for (const client of [taro, admin]) client.subscribe('1', query);
      const sse = await stage.sse({ query }, { 'X-Auth-Token': tokenOf(stage, 'taro') });
      await stage.untilSeats(3);

      publishLegs(stage);

      const shown = [...(await taro.take(3)), ...(await admin.take(5)), await sse.next(), await sse.next()];
      expect(shown[0]).toMatchObject({ payload: { data: { callEvents: { ownerId: null, authorizingId: null } } } });
      for (const name of ['taro', 'olga']) expect(JSON.stringify(shown)).not.toContain(userId(stage, name));
    });

    test('nobody finds it out by filtering', async () => {
      await using stage = await startStage({ settings });
      const query = 'subscription ($filter: CallEventFilter) { callEvents(filter: $filter) { callId } }';
      const ids = [userId(stage, 'taro'), userId(stage, 'olga')];
      const [taro, admin] = [clientOf(stage, 'taro'), stage.clientOf('demo')];
      const guesses = [taro, admin].flatMap((client) =>
        [{ ownerIds: ids }, { authorizingIds: ids }].map((filter) => stage.subscribe(client, query, { filter })),
      );
      await stage.untilSeats(4);
      const own = stage.subscribe<CallEvents>(taro, calls);
      const everybodys = stage.subscribe<CallEvents>(admin, calls);
      await stage.untilSeats(6);

      publishLegs(stage);

      expect(await heard(own, 3)).toEqual(taros);
      expect(await heard(everybodys, 5)).toEqual(all);
      expect(guesses.map(({ waiting }) => waiting)).toEqual([0, 0, 0, 0]);
    });

    test('what a user missed is the own, and so is the part in a conference', async () => {
      await using stage = await startStage({ settings });
      const accountId = stage.accountId('demo');
      const id = stage.kazoo.directory.account('demo').conferences[0]?.id ?? '';
      const admin = stage.subscribe<{ callEvents: { cursor: string } }>(
        stage.clientOf('demo'),
        'subscription { callEvents { cursor } }',
      );
      const conference = stage.subscribe(
        clientOf(stage, 'taro'),
        'subscription ($id: ID!) { conferenceEvents(conferenceId: $id) { callId ownerId } }',
        { id },
      );
      await stage.untilSeats(2);
      publishLegs(stage);
      const after = (await admin.next()).data?.callEvents.cursor;
      for (let missed = 1; missed < all.length; missed += 1) await admin.next();

      const taro = stage.subscribe<CallEvents>(
        clientOf(stage, 'taro'),
        'subscription ($after: String) { callEvents(after: $after) { callId } }',
        { after },
      );
      for (const name of ['olga', 'taro']) {
        const variables = { owner_id: userId(stage, name) };
        stage.kazoo.publishConferenceEvent(accountId, id, 'add-member', {
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

/** Each question who a user is: about whom, and with whose token. */
function askedAbout(stage: Stage): readonly (readonly unknown[])[] {
  return stage.kazoo.crossbar.requests
    .filter(({ path }) => aboutUsers.path.test(path))
    .map(({ path, headers }) => [path.split('/').at(-1), claimsOf(headers['x-auth-token'] ?? '')['owner_id']])
    .toSorted();
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

function sseOf(stage: Stage, username: string): Promise<SseReader> {
  return stage.sse({ query: calls }, { 'X-Auth-Token': tokenOf(stage, username) });
}

async function heardOver(sse: SseReader, count: number): Promise<readonly unknown[]> {
  const callIds: unknown[] = [];
  while (callIds.length < count) {
    const { data } = (await sse.next()) as { readonly data: { readonly data: CallEvents } };
    callIds.push(data.data.callEvents.callId);
  }
  return callIds;
}

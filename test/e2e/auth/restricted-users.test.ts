import { describe, expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import {
  type CallEvents,
  calls,
  clientOf,
  heard,
  publishLeg,
  publishLegs,
  restricted,
  tokenOf,
  userId,
} from './restricted-users-harness.ts';

const login = `mutation {
  login(input: { accountName: "demo", username: "taro", password: "taro-password" }) { ownerId }
}`;

describe('with RESTRICT_USERS', () => {
  test('users receive their own legs, administrators and API keys all, over WebSocket and SSE', async () => {
    await using harness = await startHarness(restricted);
    const key = harness.kazoo.issueToken({ accountId: harness.accountId('demo') });
    const taro = harness.subscribe<CallEvents>(clientOf(harness, 'taro'), calls);
    const admin = harness.subscribe<CallEvents>(harness.clientOf('demo'), calls);
    const keyHolder = harness.subscribe<CallEvents>(harness.client({ connectionParams: { authToken: key } }), calls);
    const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': tokenOf(harness, 'taro') });
    await harness.untilSubscribers(4);

    publishLegs(harness);

    const all = ["a carrier's", "olga's", "taro's", "taro's own doing", 'last'];
    const own = all.slice(2);
    expect(await heard(taro, own.length)).toEqual(own);
    expect(await heard(admin, all.length)).toEqual(all);
    expect(await heard(keyHolder, all.length)).toEqual(all);
    for (const callId of own) expect(await sse.next()).toMatchObject({ data: { data: { callEvents: { callId } } } });
  });

  test('the filter of a client narrows the stream further and cannot widen it', async () => {
    await using harness = await startHarness(restricted);
    const filtered = 'subscription ($filter: CallEventFilter) { callEvents(filter: $filter) { callId } }';
    const taro = clientOf(harness, 'taro');
    const devices = harness.subscribe<CallEvents>(taro, filtered, { filter: { authorizingTypes: ['device'] } });
    const olgas = harness.subscribe<CallEvents>(taro, filtered, { filter: { ownerIds: [userId(harness, 'olga')] } });
    const own = harness.subscribe<CallEvents>(taro, calls);
    await harness.untilSubscribers(3);

    publishLegs(harness);

    expect(await heard(devices, 1)).toEqual(["taro's"]);
    expect(await heard(own, 3)).toHaveLength(3);
    expect(devices.waiting + olgas.waiting).toBe(0);
  });

  test('a resumed stream replays only the own events of the user', async () => {
    await using harness = await startHarness({ settings: { RESTRICT_USERS: 'true', LINGER_MS: '30000' } });
    const query = 'subscription ($after: String) { callEvents(after: $after) { callId cursor } }';
    const admin = harness.subscribe<Record<string, { cursor: string }>>(harness.clientOf('demo'), query);
    await harness.untilSubscribers(1);
    publishLeg(harness, 'first');
    const cursor = (await admin.next()).data?.['callEvents']?.cursor;
    publishLegs(harness);
    for (let missed = 0; missed < 5; missed += 1) await admin.next();

    const taro = harness.subscribe<CallEvents>(clientOf(harness, 'taro'), query, { after: cursor });

    expect(await heard(taro, 3)).toEqual(["taro's", "taro's own doing", 'last']);
  });

  test('the clients of one user share a group, and all users share the topic', async () => {
    await using harness = await startHarness(restricted);
    for (const username of ['taro', 'taro', 'taro', 'olga']) harness.subscribe(clientOf(harness, username), calls);
    await harness.untilSubscribers(4);

    expect(harness.gateway.gauges.operationGroups()).toBe(2);
    expect(harness.kazoo.subscribeRequests).toMatchObject([{ binding: 'call.*.*' }]);
  });

  test('Kazoo is asked once who a user is, however many connections the user has', async () => {
    await using harness = await startHarness({ settings: { RESTRICT_USERS: 'true' } });
    for (let count = 0; count < 5; count += 1) harness.subscribe(clientOf(harness, 'taro'), calls);
    await harness.untilSubscribers(5);

    const asked = harness.kazoo.crossbar.requests.filter(({ path }) => path.includes('/users/'));
    expect(asked).toHaveLength(1);
  });

  test('a conference shows a user only their own participation', async () => {
    await using harness = await startHarness(restricted);
    const accountId = harness.accountId('demo');
    const conferenceId = harness.kazoo.directory.account('demo').conferences[0]?.id ?? '';
    const query = 'subscription ($id: ID!) { conferenceEvents(conferenceId: $id) { name callId } }';
    const reader = harness.subscribe(clientOf(harness, 'taro'), query, { id: conferenceId });
    await harness.untilSubscribers(1);
    const publish = (event: string, callId: string, username?: string) =>
      harness.kazoo.publishConferenceEvent(accountId, conferenceId, event, {
        call_id: callId,
        ...(username === undefined ? {} : { custom_channel_vars: { owner_id: userId(harness, username) } }),
      });

    publish('lock', '');
    publish('add-member', 'b', 'olga');
    publish('add-member', 'c', 'taro');

    expect(await reader.next()).toMatchObject({ data: { conferenceEvents: { name: 'add-member', callId: 'c' } } });
    expect(reader.waiting).toBe(0);
  });

  test.each([
    ['account', 'account(id: $id) { id }'],
    ['channels', 'channels(accountId: $id) { takenAt }'],
  ])('an account below the own one is not shown by %s', async (name, field) => {
    await using harness = await startHarness(restricted);
    harness.kazoo.directory.addUser(harness.accountId('reseller'), {
      username: 'plain',
      password: 'p',
      privLevel: 'user',
    });
    const body = { query: `query ($id: ID) { ${field} }`, variables: { id: harness.accountId('demo') } };

    const answers = ['plain', 'reseller'].map((username) =>
      harness.post(body, { 'X-Auth-Token': tokenOf(harness, username, 'reseller') }),
    );

    const [plain, admin] = await Promise.all(answers);
    expect(plain?.body).toMatchObject({
      data: { [name]: null },
      errors: [{ path: [name], extensions: { code: 'FORBIDDEN' } }],
    });
    expect(admin?.body).not.toHaveProperty('errors');
  });

  test.each(['callEvents', 'streamStatus'])('%s of an account below, or of all, is refused', async (field) => {
    await using harness = await startHarness(restricted);
    harness.kazoo.directory.addUser(harness.accountId('master'), {
      username: 'plain',
      password: 'p',
      privLevel: 'user',
    });
    const client = harness.client({ connectionParams: { authToken: tokenOf(harness, 'plain', 'master') } });
    const query = `subscription ($id: ID) { ${field}(accountId: $id) { __typename } }`;

    for (const id of [harness.accountId('demo'), '*']) {
      const reader = harness.subscribe(client, query, { id });
      await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  test('when a user logs in on a connection the stream of all events ends, and the own one continues', async () => {
    await using harness = await startHarness(restricted);
    const admin = harness.clientOf('demo');
    const everybodys = harness.subscribe<CallEvents>(admin, calls);
    const taro = clientOf(harness, 'taro');
    const own = harness.subscribe<CallEvents>(taro, calls);
    const olga = clientOf(harness, 'olga');
    const olgas = harness.subscribe<CallEvents>(olga, calls);
    await harness.untilSubscribers(3);

    for (const client of [admin, taro, olga]) await harness.subscribe(client, login).next();

    await expect(everybodys.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    await expect(olgas.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    publishLegs(harness);
    expect(await heard(own, 3)).toEqual(["taro's", "taro's own doing", 'last']);
  });

  test('a subscription that is overtaken by the login of another user belongs to that user', async () => {
    await using harness = await startHarness(restricted);
    const client = harness.clientOf('demo', { lazy: false });
    const answer = harness.kazoo.crossbar.faults.hold({ path: /\/users\//, count: 1 });
    const reader = harness.subscribe<CallEvents>(client, calls);
    await until(() => expect(harness.kazoo.crossbar.requests.some(({ path }) => path.includes('/users/'))).toBe(true));

    await harness.subscribe(client, login).next();
    answer();
    await harness.untilSubscribers(1);
    publishLegs(harness);

    expect(await heard(reader, 3)).toEqual(["taro's", "taro's own doing", 'last']);
  });

  test('a user who is no longer an administrator is disconnected, and reconnects to their own legs', async () => {
    await using harness = await startHarness(restricted);
    const { users } = harness.kazoo.directory.account('demo');
    const [admin] = users;
    if (admin === undefined) throw new Error('The account has no administrator.');
    const token = tokenOf(harness, 'demo');
    let reason: unknown;
    const client = harness.client({
      connectionParams: { authToken: token },
      on: { closed: (event) => (reason = event) },
    });
    harness.subscribe(client, calls);
    await harness.untilSubscribers(1);

    users[0] = { ...admin, privLevel: 'user' };

    await until(() => expect(reason).toMatchObject({ code: 4403, reason: 'FORBIDDEN' }));
    // Connections that have gone are forgotten in turns: the next one must not be taken for the one before.
    await harness.untilSubscribers(0);
    const again = harness.subscribe<CallEvents>(harness.client({ connectionParams: { authToken: token } }), calls);
    await harness.untilSubscribers(1);
    publishLeg(harness, "taro's", { owner_id: userId(harness, 'taro') });
    publishLeg(harness, 'own', { owner_id: admin.id });
    expect(await heard(again, 1)).toEqual(['own']);
  });

  test('while Kazoo cannot say who a user is, nothing is shown', async () => {
    await using harness = await startHarness(restricted);
    harness.kazoo.crossbar.faults.failWith(500, { path: /\/users\// });

    const reader = harness.subscribe(harness.clientOf('demo'), calls);

    await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });
});

test('by default every user sees the whole account, as in Kazoo', async () => {
  await using harness = await startHarness();
  const taro = harness.subscribe<CallEvents>(clientOf(harness, 'taro'), calls);
  await harness.untilSubscribers(1);

  publishLegs(harness);

  expect(await heard(taro, 5)).toContain("olga's");
  expect(harness.kazoo.crossbar.requests.filter(({ path }) => path.includes('/users/'))).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { startStage, until } from '../../harness/stage.ts';
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
} from './restricted-users-stage.ts';

describe('with RESTRICT_USERS', () => {
  test('a user hears the own legs, over WebSocket and SSE; administrators and API keys hear all', async () => {
    await using stage = await startStage(restricted);
    const key = stage.kazoo.issueToken({ accountId: stage.accountId('demo') });
    const taro = stage.subscribe<CallEvents>(clientOf(stage, 'taro'), calls);
    const admin = stage.subscribe<CallEvents>(stage.clientOf('demo'), calls);
    const keyHolder = stage.subscribe<CallEvents>(stage.client({ connectionParams: { authToken: key } }), calls);
    const sse = await stage.sse({ query: calls }, { 'X-Auth-Token': tokenOf(stage, 'taro') });
    await stage.untilSeats(4);

    publishLegs(stage);

    const all = ["a carrier's", "olga's", "taro's", "taro's own doing", 'last'];
    const own = all.slice(2);
    expect(await heard(taro, own.length)).toEqual(own);
    expect(await heard(admin, all.length)).toEqual(all);
    expect(await heard(keyHolder, all.length)).toEqual(all);
    for (const callId of own) expect(await sse.next()).toMatchObject({ data: { data: { callEvents: { callId } } } });
  });

  test('the filter narrows further, and cannot widen', async () => {
    await using stage = await startStage(restricted);
    const filtered = 'subscription ($filter: CallEventFilter) { callEvents(filter: $filter) { callId } }';
    const taro = clientOf(stage, 'taro');
    const devices = stage.subscribe<CallEvents>(taro, filtered, { filter: { authorizingTypes: ['device'] } });
    const olgas = stage.subscribe<CallEvents>(taro, filtered, { filter: { ownerIds: [userId(stage, 'olga')] } });
    const own = stage.subscribe<CallEvents>(taro, calls);
    await stage.untilSeats(3);

    publishLegs(stage);

    expect(await heard(devices, 1)).toEqual(["taro's"]);
    expect(await heard(own, 3)).toHaveLength(3);
    expect(devices.waiting + olgas.waiting).toBe(0);
  });

  test('what a user missed is the own, too', async () => {
    await using stage = await startStage({ settings: { RESTRICT_USERS: 'true', LINGER_MS: '30000' } });
    const query = 'subscription ($after: String) { callEvents(after: $after) { callId cursor } }';
    const admin = stage.subscribe<Record<string, { cursor: string }>>(stage.clientOf('demo'), query);
    await stage.untilSeats(1);
    publishLeg(stage, 'first');
    const cursor = (await admin.next()).data?.['callEvents']?.cursor;
    publishLegs(stage);
    for (let missed = 0; missed < 5; missed += 1) await admin.next();

    const taro = stage.subscribe<CallEvents>(clientOf(stage, 'taro'), query, { after: cursor });

    expect(await heard(taro, 3)).toEqual(["taro's", "taro's own doing", 'last']);
  });

  test('the clients of one user share a group, and all users share the topic', async () => {
    await using stage = await startStage(restricted);
    for (const username of ['taro', 'taro', 'taro', 'olga']) stage.subscribe(clientOf(stage, username), calls);
    await stage.untilSeats(4);

    expect(stage.gateway.sizes.operationGroups()).toBe(2);
    expect(stage.kazoo.subscribeRequests).toMatchObject([{ binding: 'call.*.*' }]);
  });

  test('Kazoo is asked once for a user who he is, however many connections he has', async () => {
    await using stage = await startStage({ settings: { RESTRICT_USERS: 'true' } });
    for (let count = 0; count < 5; count += 1) stage.subscribe(clientOf(stage, 'taro'), calls);
    await stage.untilSeats(5);

    const asked = stage.kazoo.crossbar.requests.filter(({ path }) => path.includes('/users/'));
    expect(asked).toHaveLength(1);
  });

  test('a conference tells a user of the own part in it', async () => {
    await using stage = await startStage(restricted);
    const accountId = stage.accountId('demo');
    const conferenceId = stage.kazoo.directory.account('demo').conferences[0]?.id ?? '';
    const query = 'subscription ($id: ID!) { conferenceEvents(conferenceId: $id) { name callId } }';
    const reader = stage.subscribe(clientOf(stage, 'taro'), query, { id: conferenceId });
    await stage.untilSeats(1);
    const publish = (event: string, callId: string, username?: string) =>
      stage.kazoo.publishConferenceEvent(accountId, conferenceId, event, {
        call_id: callId,
        ...(username === undefined ? {} : { custom_channel_vars: { owner_id: userId(stage, username) } }),
      });

    publish('lock', '');
    publish('add-member', 'b', 'olga');
    publish('add-member', 'c', 'taro');

    expect(await reader.next()).toMatchObject({ data: { conferenceEvents: { name: 'add-member', callId: 'c' } } });
    expect(reader.waiting).toBe(0);
  });

  test.each(['account(id: $id) { id }', 'channels(accountId: $id) { takenAt }'])(
    'an account below the own one is not shown by %s',
    async (field) => {
      await using stage = await startStage(restricted);
      stage.kazoo.directory.addUser(stage.accountId('reseller'), {
        username: 'plain',
        password: 'p',
        privLevel: 'user',
      });
      const body = { query: `query ($id: ID) { ${field} }`, variables: { id: stage.accountId('demo') } };

      const answers = ['plain', 'reseller'].map((username) =>
        stage.post(body, { 'X-Auth-Token': tokenOf(stage, username, 'reseller') }),
      );

      const [plain, admin] = await Promise.all(answers);
      expect(plain?.body).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      expect(admin?.body).not.toHaveProperty('errors');
    },
  );

  test.each(['callEvents', 'streamStatus'])('%s of an account below, or of all, is refused', async (field) => {
    await using stage = await startStage(restricted);
    stage.kazoo.directory.addUser(stage.accountId('master'), { username: 'plain', password: 'p', privLevel: 'user' });
    const client = stage.client({ connectionParams: { authToken: tokenOf(stage, 'plain', 'master') } });
    const query = `subscription ($id: ID) { ${field}(accountId: $id) { __typename } }`;

    for (const id of [stage.accountId('demo'), '*']) {
      const reader = stage.subscribe(client, query, { id });
      await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  test('a stream of everybody ends when a user logs in on its connection, the own one goes on', async () => {
    await using stage = await startStage(restricted);
    const login = `mutation { login(input: { accountName: "demo", username: "taro", password: "taro-password" }) { ownerId } }`;
    const admin = stage.clientOf('demo');
    const everybodys = stage.subscribe<CallEvents>(admin, calls);
    const taro = clientOf(stage, 'taro');
    const own = stage.subscribe<CallEvents>(taro, calls);
    const olga = clientOf(stage, 'olga');
    const olgas = stage.subscribe<CallEvents>(olga, calls);
    await stage.untilSeats(3);

    for (const client of [admin, taro, olga]) await stage.subscribe(client, login).next();

    await expect(everybodys.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    await expect(olgas.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    publishLegs(stage);
    expect(await heard(own, 3)).toEqual(["taro's", "taro's own doing", 'last']);
  });

  test('a subscription that another user of the account overtakes by a login is his', async () => {
    await using stage = await startStage(restricted);
    const login = `mutation { login(input: { accountName: "demo", username: "taro", password: "taro-password" }) { ownerId } }`;
    const client = stage.clientOf('demo', { lazy: false });
    const answer = stage.kazoo.crossbar.faults.hold({ path: /\/users\//, count: 1 });
    const reader = stage.subscribe<CallEvents>(client, calls);
    await until(() => expect(stage.kazoo.crossbar.requests.some(({ path }) => path.includes('/users/'))).toBe(true));

    await stage.subscribe(client, login).next();
    answer();
    await stage.untilSeats(1);
    publishLegs(stage);

    expect(await heard(reader, 3)).toEqual(["taro's", "taro's own doing", 'last']);
  });

  test('whoever is no administrator any more is sent away, and comes back to the own legs', async () => {
    await using stage = await startStage(restricted);
    const { users } = stage.kazoo.directory.account('demo');
    const [admin] = users;
    if (admin === undefined) throw new Error('The account has no administrator.');
    const token = tokenOf(stage, 'demo');
    let reason: unknown;
    const client = stage.client({
      connectionParams: { authToken: token },
      on: { closed: (event) => (reason = event) },
    });
    stage.subscribe(client, calls);
    await stage.untilSeats(1);

    users[0] = { ...admin, privLevel: 'user' };

    await until(() => expect(reason).toMatchObject({ code: 4403, reason: 'FORBIDDEN' }));
    const again = stage.subscribe<CallEvents>(stage.client({ connectionParams: { authToken: token } }), calls);
    await stage.untilSeats(1);
    publishLeg(stage, "taro's", { owner_id: userId(stage, 'taro') });
    publishLeg(stage, 'own', { owner_id: admin.id });
    expect(await heard(again, 1)).toEqual(['own']);
  });

  test('while Kazoo cannot say who somebody is, nothing is shown', async () => {
    await using stage = await startStage(restricted);
    stage.kazoo.crossbar.faults.failWith(500, { path: /\/users\// });

    const reader = stage.subscribe(stage.clientOf('demo'), calls);

    await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });
});

test('by default everybody sees the whole account, as Kazoo has it', async () => {
  await using stage = await startStage();
  const taro = stage.subscribe<CallEvents>(clientOf(stage, 'taro'), calls);
  await stage.untilSeats(1);

  publishLegs(stage);

  expect(await heard(taro, 5)).toContain("olga's");
  expect(stage.kazoo.crossbar.requests.filter(({ path }) => path.includes('/users/'))).toEqual([]);
});

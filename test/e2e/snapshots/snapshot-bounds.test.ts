import { expect, test } from 'vitest';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';

interface Answer {
  readonly data?: Readonly<Record<string, { readonly nodes: readonly Readonly<Record<string, unknown>>[] }>> | null;
  readonly errors?: readonly { readonly path: readonly unknown[]; readonly extensions: { readonly code: string } }[];
}

test('the owners and devices of a few channels are requested one by one, each once', async () => {
  await using harness = await startHarness();
  addCalls(harness, 2, { legs: 3 });

  const { data, errors } = await ask(harness, '{ channels { nodes { owner { username } device { name } } } }');

  expect(errors).toBeUndefined();
  expect(data?.['channels']?.nodes).toHaveLength(6);
  expect(data?.['channels']?.nodes[0]).toEqual({ owner: { username: 'demo' }, device: { name: 'Desk phone 1001' } });
  expect(restRequests(harness)).toEqual(['', 'channels', 'devices/{id}', 'devices/{id}', 'users/{id}', 'users/{id}']);
});

test('those of many channels are found in one list', async () => {
  await using harness = await startHarness();
  addPeople(harness, 60);
  addCalls(harness, 60, { legs: 2 });

  const { data, errors } = await ask(
    harness,
    `{
      channels { nodes { owner { username } device { name } } }
      registrations { nodes { owner { id } device { id } } }
    }`,
  );

  expect(errors).toBeUndefined();
  const owners = new Set(data?.['channels']?.nodes.map(({ owner }) => JSON.stringify(owner)));
  expect(owners.size).toBe(60);
  expect(owners.has('null')).toBe(false);
  expect(restRequests(harness).filter((path) => path.startsWith('users'))).toEqual(['users']);
  expect(restRequests(harness).filter((path) => path.startsWith('devices'))).toEqual(['devices']);
});

test('a deleted owner is null, without an error', async () => {
  await using harness = await startHarness();
  const accountId = harness.accountId('demo');
  for (const callId of 'abcdef') {
    harness.kazoo.live.addChannel({ accountId, callId, ownerId: callId.repeat(32), deviceId: callId.repeat(32) });
  }

  const { data, errors } = await ask(harness, '{ channels { nodes { owner { id } device { id } } } }');

  expect(errors).toBeUndefined();
  expect(data?.['channels']?.nodes).toEqual(Array(6).fill({ owner: null, device: null }));
  expect(restRequests(harness)).toEqual(['', 'channels', 'devices', 'users']);
});

test('a value that is not an id never becomes part of a path', async () => {
  await using harness = await startHarness();
  const accountId = harness.accountId('demo');
  harness.kazoo.live.addChannel({ accountId, callId: 'a', ownerId: '../../../../v2/accounts', deviceId: 'x?y=z' });

  const { data, errors } = await ask(harness, '{ channels { nodes { owner { id } device { id } } } }');

  expect(errors).toBeUndefined();
  expect(data?.['channels']?.nodes).toEqual([{ owner: null, device: null }]);
  expect(restRequests(harness)).toEqual(['', 'channels']);
});

test('a related document that cannot be loaded fails alone', async () => {
  await using harness = await startHarness();
  addCalls(harness, 2, { legs: 1 });
  harness.kazoo.crossbar.faults.failWith(503, { path: new RegExp(harness.kazoo.directory.user('demo', 'taro').id) });

  const { data, errors } = await ask(harness, '{ channels { nodes { owner { username } } } }');

  expect(data?.['channels']?.nodes).toEqual([{ owner: { username: 'demo' } }, { owner: null }]);
  expect(errors).toMatchObject([
    { path: ['channels', 'nodes', 1, 'owner'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
  ]);
});

test('no operation causes more requests than the bound, whatever it selects', async () => {
  await using harness = await startHarness({ settings: { MAX_REST_REQUESTS_PER_OPERATION: '12' } });
  addPeople(harness, 300);
  addCalls(harness, 300, { legs: 1 });
  const pages = Array.from({ length: 20 }, (_, index) => `u${index}: users(first: ${index + 1}) { nodes { id } }`);
  const channels = 'channels { nodes { owner { id } device { id } } }';

  const { errors = [] } = await ask(harness, `{ ${channels} ${pages.join(' ')} }`);

  expect(restRequests(harness).length).toBeLessThanOrEqual(12);
  expect(errors.length).toBeGreaterThan(0);
  expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['RATE_LIMITED']));
});

test('the bound includes the checks of accounts and the binding catalog', async () => {
  await using harness = await startHarness({ settings: { MAX_REST_REQUESTS_PER_OPERATION: '5' } });
  const guesses = Array.from({ length: 40 }, (_, index) => {
    const id = index.toString(16).padStart(32, '0');
    return `
      a${index}: account(id: "${id}") { id }
      c${index}: channels(accountId: "${id}") { takenAt }
      b${index}: bindings`;
  });

  await ask(harness, `{ ${guesses.join(' ')} }`);

  expect(harness.kazoo.crossbar.requests.length).toBeLessThanOrEqual(5);
});

test('each operation has a bound of its own, even on one WebSocket', async () => {
  await using harness = await startHarness({ settings: { MAX_REST_REQUESTS_PER_OPERATION: '2' } });
  const client = harness.clientOf('demo');

  for (let times = 0; times < 4; times += 1) {
    const reader = harness.subscribe(client, '{ queues { nodes { name } } }');
    expect(await reader.next()).toEqual({ data: { queues: { nodes: [{ name: 'Support 🛟' }] } } });
  }

  expect(restRequests(harness).filter((path) => path === 'queues')).toHaveLength(4);
});

test('the queries of a typical first screen fit into the default bound', async () => {
  await using harness = await startHarness();
  addPeople(harness, 150);
  addCalls(harness, 150, { legs: 1 });

  const { errors } = await ask(
    harness,
    `{
      viewer { account { name } } account { name } bindings
      channels { cursor nodes { callId owner { username } device { name } } }
      conferences { nodes { name owner { username } } }
      parkedCalls { cursor nodes { slot } }
      registrations { nodes { contact owner { username } device { name } } }
      queues { nodes { name } }
      users(first: 200) { cursor nodes { username } }
      devices(first: 200) { cursor nodes { name owner { username } } }
      voicemailBoxes { cursor nodes { mailbox owner { username } } }
      upstreamSockets { nodes { bindings } } descendants { nodes { name } }
    }`,
  );

  expect(errors).toBeUndefined();
});

test('pages follow one another until the last', async () => {
  await using harness = await startHarness();
  const all = harness.kazoo.directory.account('demo').users.map(({ id }) => id);
  const page = async (after: string | null): Promise<{ ids: readonly unknown[]; end: unknown; more: unknown }> => {
    const query = `query ($after: PageCursor) {
      users(first: 4, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
    }`;
    const { body } = await harness.post({ query, variables: { after } }, { 'X-Auth-Token': harness.token('demo') });
    const { data }: { data?: { users: Users } } = body;
    const { nodes = [], pageInfo } = data?.users ?? {};
    return { ids: nodes.map(({ id }) => id), end: pageInfo?.endCursor, more: pageInfo?.hasNextPage };
  };

  const first = await page(null);
  const second = await page(String(first.end));

  expect(first).toEqual({ ids: all.slice(0, 4), end: expect.any(String), more: true });
  expect(second).toEqual({ ids: all.slice(4), end: null, more: false });
});

interface Users {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

test.each([
  'users(first: 0)',
  'users(first: 201)',
  'users(first: -1)',
  'users(after: "")',
  'users(after: "no key")',
  'users(after: "a&page_size=9")',
  'users(after: "g2wAAAACbQAAAAZhYmNkZWZq")',
  'users(after: "page.")',
])('%s is refused before Kazoo is asked', async (field) => {
  await using harness = await startHarness();

  const { errors } = await ask(harness, `{ ${field} { takenAt } }`);

  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(harness.kazoo.crossbar.requests).toEqual([]);
});

function addPeople({ kazoo }: Harness, count: number): void {
  const account = kazoo.directory.account('demo');
  while (account.users.length < count) {
    const name = `person${account.users.length}`;
    const user = kazoo.directory.addUser(account.id, { username: name, password: name });
    account.devices.push({
      id: [...user.id].reverse().join(''),
      name: `Phone of ${name}`,
      ownerId: user.id,
      sipUsername: name,
      userAgent: 'Test',
      contactIp: '203.0.113.1',
    });
  }
}

/** Calls of `people` different users, each with `legs` legs. */
function addCalls({ kazoo }: Harness, people: number, { legs }: { readonly legs: number }): void {
  const { id: accountId, users, devices } = kazoo.directory.account('demo');
  for (let leg = 0; leg < legs; leg += 1) {
    for (let person = 0; person < people; person += 1) {
      const ownerId = users[person]?.id ?? '';
      const deviceId = devices[person]?.id ?? '';
      kazoo.live.addChannel({ accountId, callId: `${person}-${leg}`, ownerId, deviceId });
    }
  }
}

/** The paths below the account that Crossbar was asked for, sorted, without ids. */
function restRequests({ kazoo }: Harness): readonly string[] {
  return kazoo.crossbar.requests
    .flatMap(({ path }) => path.match(/^\/v2\/accounts\/[^/]+\/?(.*)$/)?.[1] ?? [])
    .map((path) => path.replace(/[0-9a-f]{32}/, '{id}'))
    .sort();
}

async function ask(harness: Harness, query: string): Promise<Answer> {
  const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('demo') });
  return body;
}

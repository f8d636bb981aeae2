import { expect, test } from 'vitest';
import { called, hasCursor, snapshotFields } from '../../harness/every-snapshot-field.ts';
import { type Harness, startHarness } from '../../harness/gateway-harness.ts';

test('there are twelve snapshot queries', () => {
  expect(snapshotFields.toSorted()).toEqual([
    'channels',
    'conferences',
    'descendants',
    'devices',
    'faxes',
    'parkedCalls',
    'queueCalls',
    'queues',
    'registrations',
    'upstreamSockets',
    'users',
    'voicemailBoxes',
  ]);
});

test.each(snapshotFields)(
  "%s of another tenant are refused, and neither Crossbar's list nor blackhole is asked",
  async (query) => {
    await using harness = await startHarness();
    const refused = [harness.accountId('other'), harness.accountId('reseller'), '0'.repeat(32), '../users', ''];

    const selection = hasCursor(query) ? 'cursor takenAt' : 'takenAt';
    const text = `query ($accountId: ID) { ${called(query, 'accountId: $accountId')} { ${selection} } }`;

    for (const accountId of refused) {
      const body = await ask(harness, text, { accountId });
      expect(body, accountId).toMatchObject({
        data: { [query]: null },
        errors: [{ path: [query], extensions: { code: 'FORBIDDEN' } }],
      });
    }

    expect(listRequests(harness)).toEqual([]);
    expect(harness.kazoo.blackhole.totalConnections).toBe(0);
  },
);

test.each(snapshotFields)('%s of a descendant account are shown to its ancestors', async (query) => {
  await using harness = await startHarness();
  const text = `query ($accountId: ID) { ${called(query, 'accountId: $accountId')} { nodes { __typename } } }`;

  const body = await ask(harness, text, { accountId: harness.accountId('demo') }, 'reseller');

  expect(body).not.toHaveProperty('errors');
  expect(listRequests(harness)).toEqual([
    expect.stringMatching(new RegExp(`^/v2/accounts/${harness.accountId('demo')}/`)),
  ]);
});

test.each(snapshotFields)('%s need a token', async (query) => {
  await using harness = await startHarness();

  const { body } = await harness.post({ query: `{ ${called(query)} { takenAt } }` });

  expect(body).toMatchObject({
    data: { [query]: null },
    errors: [{ path: [query], extensions: { code: 'UNAUTHENTICATED' } }],
  });
  expect(harness.kazoo.crossbar.requests).toEqual([]);
});

test("Crossbar is asked with the client's own token and the request's id", async () => {
  await using harness = await startHarness();
  const token = harness.token('demo');
  const owner = harness.kazoo.directory.user('demo', 'taro').id;
  harness.kazoo.live.addChannel({ accountId: harness.accountId('demo'), callId: 'a', ownerId: owner });

  await harness.post(
    { query: '{ channels { cursor nodes { owner { username } } } }' },
    { 'X-Auth-Token': token, 'X-Request-ID': 'r-1' },
  );

  const headers = harness.kazoo.crossbar.requests.map((request) => request.headers);
  expect(headers.length).toBeGreaterThanOrEqual(3);
  for (const each of headers) expect(each).toMatchObject({ 'x-auth-token': token, 'x-request-id': 'r-1' });
});

test.each([
  [403, 'FORBIDDEN'],
  [404, 'UPSTREAM_UNAVAILABLE'],
  [429, 'RATE_LIMITED'],
  [500, 'UPSTREAM_UNAVAILABLE'],
  [503, 'UPSTREAM_UNAVAILABLE'],
])('a %i of a list is %s, and the other fields are answered', async (status, code) => {
  await using harness = await startHarness();
  harness.kazoo.crossbar.faults.failWith(status, { path: /\/websockets$/ });

  const body = await ask(harness, '{ queues { takenAt } account { name } upstreamSockets { takenAt } }');

  expect(body).toMatchObject({
    data: { queues: { takenAt: expect.any(String) }, account: { name: expect.any(String) }, upstreamSockets: null },
    errors: [{ path: ['upstreamSockets'], extensions: { code } }],
  });
});

test('an answer that is not JSON, or not a list, is an upstream error; a missing answer is a timeout', async () => {
  await using harness = await startHarness({ settings: { REST_TIMEOUT_MS: '300' } });
  const { faults } = harness.kazoo.crossbar;
  faults.answerGarbage({ path: /\/channels$/ });
  faults.answerWith({ status: 200, data: { no: 'list' } }, { path: /\/users$/ });
  faults.hang({ path: /\/devices$/ });

  const codes = ['channels', 'users', 'devices'].map(async (query) => {
    const { errors } = await ask(harness, `{ ${query} { takenAt } }`);
    return errors;
  });

  expect(await Promise.all(codes)).toMatchObject([
    [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }],
    [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }],
    [{ extensions: { code: 'UPSTREAM_TIMEOUT' } }],
  ]);
});

test('an expired token is TOKEN_EXPIRED', async () => {
  await using harness = await startHarness();

  const { body } = await harness.post(
    { query: '{ channels { takenAt } }' },
    { 'X-Auth-Token': harness.token('demo', -10) },
  );

  expect(body).toMatchObject({ errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] });
});

function listRequests({ kazoo }: Harness): readonly string[] {
  return kazoo.crossbar.requests.map(({ path }) => path).filter((path) => /^\/v2\/accounts\/[^/]+\/./.test(path));
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

async function ask(harness: Harness, query: string, variables = {}, account = 'demo'): Promise<Answer> {
  const { body } = await harness.post({ query, variables }, { 'X-Auth-Token': harness.token(account) });
  return body;
}

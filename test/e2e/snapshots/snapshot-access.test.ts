import { expect, test } from 'vitest';
import { snapshotFields } from '../../harness/every-snapshot-field.ts';
import { type Stage, startStage } from '../../harness/stage.ts';

test('there are ten lists', () => {
  expect(snapshotFields.toSorted()).toEqual([
    'channels',
    'conferences',
    'descendants',
    'devices',
    'parkedCalls',
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
    await using stage = await startStage();
    const refused = [stage.accountId('other'), stage.accountId('reseller'), '0'.repeat(32), '../users', ''];

    for (const accountId of refused) {
      const body = await ask(stage, `query ($accountId: ID) { ${query}(accountId: $accountId) { cursor takenAt } }`, {
        accountId,
      });
      expect(body, accountId).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    }

    expect(listRequests(stage)).toEqual([]);
    expect(stage.kazoo.blackhole.totalConnections).toBe(0);
  },
);

test.each(snapshotFields)('%s of a descendant are shown to whoever is above it', async (query) => {
  await using stage = await startStage();
  const text = `query ($accountId: ID) { ${query}(accountId: $accountId) { nodes { __typename } } }`;

  const body = await ask(stage, text, { accountId: stage.accountId('demo') }, 'reseller');

  expect(body).not.toHaveProperty('errors');
  expect(listRequests(stage)).toEqual([expect.stringMatching(new RegExp(`^/v2/accounts/${stage.accountId('demo')}/`))]);
});

test.each(snapshotFields)('%s need a token', async (query) => {
  await using stage = await startStage();

  const { body } = await stage.post({ query: `{ ${query} { takenAt } }` });

  expect(body).toMatchObject({ data: null, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(stage.kazoo.crossbar.requests).toEqual([]);
});

test("Crossbar is asked with the asker's own token, and with the request's id", async () => {
  await using stage = await startStage();
  const token = stage.token('demo');
  const owner = stage.kazoo.directory.user('demo', 'taro').id;
  stage.kazoo.live.addChannel({ accountId: stage.accountId('demo'), callId: 'a', ownerId: owner });

  await stage.post(
    { query: '{ channels { cursor nodes { owner { username } } } }' },
    { 'X-Auth-Token': token, 'X-Request-ID': 'r-1' },
  );

  const headers = stage.kazoo.crossbar.requests.map((request) => request.headers);
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
  await using stage = await startStage();
  stage.kazoo.crossbar.faults.failWith(status, { path: /\/websockets$/ });

  const body = await ask(stage, '{ queues { takenAt } account { name } upstreamSockets { takenAt } }');

  // The fields are non-null, so the failed one takes the others with it, as GraphQL has it.
  expect(body).toMatchObject({ data: null, errors: [{ path: ['upstreamSockets'], extensions: { code } }] });
});

test('an answer that is none, or no list, is Kazoo not working; one that does not come is a timeout', async () => {
  await using stage = await startStage({ settings: { REST_TIMEOUT_MS: '300' } });
  const { faults } = stage.kazoo.crossbar;
  faults.answerGarbage({ path: /\/channels$/ });
  faults.answerWith({ status: 200, data: { no: 'list' } }, { path: /\/users$/ });
  faults.hang({ path: /\/devices$/ });

  const codes = ['channels', 'users', 'devices'].map(async (query) => {
    const { errors } = await ask(stage, `{ ${query} { takenAt } }`);
    return errors;
  });

  expect(await Promise.all(codes)).toMatchObject([
    [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }],
    [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }],
    [{ extensions: { code: 'UPSTREAM_TIMEOUT' } }],
  ]);
});

test('a token that ran out is TOKEN_EXPIRED', async () => {
  await using stage = await startStage();

  const { body } = await stage.post(
    { query: '{ channels { takenAt } }' },
    { 'X-Auth-Token': stage.token('demo', -10) },
  );

  expect(body).toMatchObject({ errors: [{ extensions: { code: 'TOKEN_EXPIRED' } }] });
});

function listRequests({ kazoo }: Stage): readonly string[] {
  return kazoo.crossbar.requests.map(({ path }) => path).filter((path) => /^\/v2\/accounts\/[^/]+\/./.test(path));
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: unknown;
}

async function ask(stage: Stage, query: string, variables = {}, account = 'demo'): Promise<Answer> {
  const { body } = await stage.post({ query, variables }, { 'X-Auth-Token': stage.token(account) });
  return body;
}

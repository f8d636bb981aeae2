import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Harness, type HarnessOptions, startHarness } from '../../harness/gateway-harness.ts';

const query = `mutation ($input: LoginInput!) {
  login(input: $input) {
    authToken accountId ownerId accountName language resellerId isReseller apps { id name label apiUrl } expiresAt
  }
}`;

const demo = { accountName: 'demo', username: 'demo', password: 'demo' };

function logIn(harness: Harness, input: object): ReturnType<Harness['post']> {
  return harness.post({ query, variables: { input } });
}

test('a login answers with everything that Kazoo says, and with expiresAt from the token', async () => {
  await using harness = await startHarness();

  const { body } = await logIn(harness, demo);

  const { kazoo } = harness;
  const account = kazoo.directory.account('demo');
  expect(body).toEqual({
    data: {
      login: {
        authToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        accountId: account.id,
        ownerId: account.users.find(({ username }) => username === 'demo')?.id,
        accountName: 'demo',
        language: 'en-us',
        resellerId: harness.accountId('reseller'),
        isReseller: false,
        apps: expect.any(Array),
        expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      },
    },
  });
});

test('the account is found by name, by realm and by phone number', async () => {
  await using harness = await startHarness();
  const { id, realm, phoneNumbers } = harness.kazoo.directory.account('demo');
  const user = { username: 'demo', password: 'demo' };

  for (const selector of [{ accountName: 'D e m o!' }, { accountRealm: realm }, { phoneNumber: phoneNumbers[0] }]) {
    expect((await logIn(harness, { ...selector, ...user })).body).toMatchObject({ data: { login: { accountId: id } } });
  }
});

test('only the username is lower-cased, with MD5 and SHA; ready-made credentials are sent unchanged', async () => {
  await using harness = await startHarness();
  harness.kazoo.directory.addUser(harness.accountId('demo'), { username: 'mixed', password: 'CaSe' });
  const credentials = createHash('sha1').update('mixed:CaSe').digest('hex');
  const byPassword = { accountName: 'demo', username: 'MiXeD', password: 'CaSe' };

  for (const input of [
    byPassword,
    { ...byPassword, method: 'SHA' },
    { accountName: 'demo', credentials, method: 'SHA' },
  ]) {
    expect((await logIn(harness, input)).body).toMatchObject({ data: { login: { accountName: 'demo' } } });
  }
  expect((await logIn(harness, { ...byPassword, password: 'case' })).body).toMatchObject({
    errors: [{ extensions: { code: 'INVALID_CREDENTIALS' } }],
  });
});

interface Failure {
  readonly what: string;
  readonly input: object;
  readonly extensions: object;
  readonly settings?: HarnessOptions['settings'];
  readonly arrange?: (harness: Harness) => void;
}

const failures: readonly Failure[] = [
  { what: 'a wrong password', input: { ...demo, password: 'wrong' }, extensions: { code: 'INVALID_CREDENTIALS' } },
  {
    what: 'an unknown account',
    input: { ...demo, accountName: 'nobody' },
    extensions: { code: 'INVALID_CREDENTIALS' },
  },
  {
    what: 'a disabled account',
    input: demo,
    extensions: { code: 'ACCOUNT_DISABLED' },
    arrange: ({ kazoo }) => {
      kazoo.directory.account('demo').enabled = false;
    },
  },
  {
    what: 'an expired account',
    input: demo,
    extensions: { code: 'ACCOUNT_EXPIRED', expiredAt: '2024-01-01T00:00:00.000Z' },
    arrange: ({ kazoo }) => {
      kazoo.directory.account('demo').expiresAtMs = Date.UTC(2024, 0, 1);
    },
  },
  {
    what: 'a missing second factor',
    input: { accountName: 'demo', username: 'duo', password: 'duo' },
    extensions: {
      code: 'MULTI_FACTOR_REQUIRED',
      multiFactorRequest: { providerName: 'duo', settings: expect.any(Object) },
    },
    arrange: ({ kazoo, accountId }) => {
      kazoo.directory.addUser(accountId('demo'), { username: 'duo', password: 'duo', requiresMultiFactor: true });
    },
  },
  {
    what: 'too many requests',
    input: demo,
    extensions: { code: 'RATE_LIMITED' },
    arrange: ({ kazoo }) => {
      kazoo.crossbar.faults.forceRateLimit();
    },
  },
  {
    what: 'an unreachable Kazoo',
    input: demo,
    extensions: { code: 'UPSTREAM_UNAVAILABLE' },
    arrange: ({ kazoo }) => kazoo.crossbar.stop(),
  },
  {
    what: 'a Kazoo that fails',
    input: demo,
    extensions: { code: 'UPSTREAM_UNAVAILABLE' },
    arrange: ({ kazoo }) => {
      kazoo.crossbar.faults.failWith(503);
    },
  },
  {
    what: 'a Kazoo that answers nonsense',
    input: demo,
    extensions: { code: 'UPSTREAM_UNAVAILABLE' },
    arrange: ({ kazoo }) => {
      kazoo.crossbar.faults.answerGarbage();
    },
  },
  {
    what: 'a Kazoo that never answers',
    input: demo,
    extensions: { code: 'UPSTREAM_TIMEOUT' },
    settings: { REST_TIMEOUT_MS: '50' },
    arrange: ({ kazoo }) => {
      kazoo.crossbar.faults.hang();
    },
  },
];

for (const { what, input, extensions, settings, arrange } of failures) {
  test(`${what} has its own code`, async () => {
    await using harness = await startHarness(settings === undefined ? {} : { settings });
    arrange?.(harness);

    const { body } = await logIn(harness, input);

    expect(body).toMatchObject({ data: null, errors: [{ path: ['login'], extensions }] });
    expect(JSON.stringify(body)).not.toContain(createHash('md5').update('demo:demo').digest('hex'));
  });
}

test('a login with an accepted second factor succeeds', async () => {
  await using harness = await startHarness();
  harness.kazoo.directory.addUser(harness.accountId('demo'), {
    username: 'duo',
    password: 'duo',
    requiresMultiFactor: true,
  });

  const { body } = await logIn(harness, {
    accountName: 'demo',
    username: 'duo',
    password: 'duo',
    multiFactorResponse: { duo_sig_response: 'AUTH|signed:APP|signed' },
  });

  expect(body).toMatchObject({ data: { login: { accountId: harness.accountId('demo') } } });
});

test('on Kazoo 5 a one-time password is asked for, and taken as text', async () => {
  await using harness = await startHarness({
    kazoo: { version: '5', acceptsMultiFactor: (response) => response === '123456' },
  });
  harness.kazoo.crossbar.settings.multiFactorProvider = 'otp';
  const user = { username: 'careful', password: 'careful' };
  harness.kazoo.directory.addUser(harness.accountId('demo'), { ...user, requiresMultiFactor: true });
  const input = { accountName: 'demo', ...user };

  const asked = await logIn(harness, input);
  const wrong = await logIn(harness, { ...input, multiFactorResponse: '000000' });
  const right = await logIn(harness, { ...input, multiFactorResponse: '123456' });

  const multiFactorRequest = { providerName: 'otp', settings: { key_type: 'totp' } };
  expect(asked.body).toMatchObject({ errors: [{ extensions: { code: 'MULTI_FACTOR_REQUIRED', multiFactorRequest } }] });
  expect(wrong.body).toMatchObject({ errors: [{ extensions: { code: 'INVALID_CREDENTIALS' } }] });
  expect(right.body).toMatchObject({ data: { login: { accountId: harness.accountId('demo') } } });
});

for (const [mistake, input] of [
  ['no account', { username: 'demo', password: 'demo' }],
  ['two account selectors', { ...demo, accountRealm: 'demo.example' }],
  ['no password', { accountName: 'demo', username: 'demo' }],
  ['both a password and credentials', { ...demo, credentials: 'abc' }],
  ['an empty password', { ...demo, password: '' }],
] as const) {
  test(`${mistake} is BAD_USER_INPUT before any request`, async () => {
    await using harness = await startHarness();

    const { body } = await logIn(harness, input);

    expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(harness.kazoo.crossbar.requests).toHaveLength(0);
  });
}

test("the request id and the client's address are forwarded to Crossbar", async () => {
  await using harness = await startHarness();

  await harness.post({ query, variables: { input: demo } }, { 'X-Request-ID': 'from-the-client' });

  expect(harness.kazoo.crossbar.requests).toMatchObject([
    {
      method: 'PUT',
      path: '/v2/user_auth',
      headers: { 'x-request-id': 'from-the-client', 'x-forwarded-for': '127.0.0.1' },
    },
  ]);
});

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Crossbar } from '../../../src/kazoo/crossbar/crossbar.ts';
import { redactorFor } from '../../../src/kazoo/crossbar/redactor.ts';
import { fetchAccount } from '../../../src/kazoo/requests/accounts.ts';
import { apiAuth } from '../../../src/kazoo/requests/api-auth.ts';
import { identify } from '../../../src/kazoo/requests/token.ts';
import { refreshToken } from '../../../src/kazoo/requests/token-refresh.ts';
import { login } from '../../../src/kazoo/requests/user-auth.ts';
import { everythingIn, rejectionOf } from '../../harness/rejection.ts';
import { acme } from '../harness/rest-fixture.ts';
import { type Answer, answerJson, answerText, neverAnswer, startRestHarness } from '../harness/rest-server.ts';

const token = 'marked-token-0123456789';
const password = 'Marked-Password-1';
const hash = createHash('md5').update(`anna:${password}`).digest('hex');
const readyMade = 'marked-credentials"\\ü';
const factor = 'marked-second-factor';
const apiKey = 'ab'.repeat(32);

interface Attempt {
  readonly name: string;
  readonly attempt: (crossbar: Crossbar) => Promise<unknown>;
  /** What Kazoo receives, and so could echo. */
  readonly secrets: readonly string[];
}

const person = { accountName: 'acme', username: 'Anna', password };
const attempts: readonly Attempt[] = [
  { name: 'fetchAccount', attempt: (crossbar) => fetchAccount(crossbar, token, acme), secrets: [token] },
  { name: 'identify', attempt: async (crossbar) => identify(crossbar, token, {}), secrets: [token] },
  { name: 'refreshToken', attempt: (crossbar) => refreshToken(crossbar, token), secrets: [token] },
  { name: 'login', attempt: (crossbar) => login(crossbar, person), secrets: [hash] },
  {
    name: 'login with credentials',
    attempt: (crossbar) => login(crossbar, { accountName: 'acme', credentials: readyMade }),
    secrets: [readyMade],
  },
  {
    name: 'login with a second factor',
    attempt: (crossbar) => login(crossbar, { ...person, multiFactorResponse: { deep: [factor] } }),
    secrets: [hash, factor],
  },
  { name: 'apiAuth', attempt: (crossbar) => apiAuth(crossbar, apiKey), secrets: [apiKey] },
];

/** The secrets in every place of an answer where Kazoo might echo them. */
function echoOf(secrets: readonly string[]) {
  const [first = ''] = secrets;
  const words = `refused ${secrets.join(' ')}.`;
  return {
    status: 'error',
    auth_token: first,
    request_id: words,
    message: words,
    data: {
      message: words,
      cause: secrets,
      credentials: { minLength: { message: words, value: first } },
      account: { [first]: words },
      [first]: { [words]: { message: first } },
      multi_factor_request: { provider_name: words, settings: { echo: secrets, [first]: secrets } },
    },
  };
}

const statuses = [400, 401, 402, 403, 404, 405, 409, 416, 418, 423, 429, 500, 503];
const answers: readonly [string, (secrets: readonly string[]) => Answer][] = [
  ...statuses.map((status): [string, (secrets: readonly string[]) => Answer] => [
    `${status} with an echo`,
    (secrets) => answerJson(status, echoOf(secrets)),
  ]),
  ['404 with a list', (secrets) => answerJson(404, { ...echoOf(secrets), data: secrets })],
  ['an echo in no envelope', (secrets) => answerText(200, secrets.join(' '))],
  ['an echo in a broken envelope', (secrets) => answerText(400, JSON.stringify(echoOf(secrets)).slice(0, -1))],
  ['an echo in a false success', (secrets) => answerJson(200, echoOf(secrets))],
  [
    'an echo in an incomplete success',
    (secrets) => answerJson(201, { ...echoOf(secrets), status: 'success', auth_token: '' }),
  ],
  ['an echo in too long an answer', (secrets) => answerJson(200, { ...echoOf(secrets), padding: 'x'.repeat(20_000) })],
  ['no answer', () => neverAnswer],
  ['a reset', () => (response) => response.destroy()],
  [
    'an echo that is not HTTP',
    (secrets) => (response) => {
      response.socket?.end(`HTTP/1.1 200 OK\r\nX Echo ${secrets.join(' ')}\r\n\r\n${secrets.join(' ')}`);
    },
  ],
];

describe.each(attempts)('no secret is in what $name throws', ({ attempt, secrets }) => {
  test.each(answers)('for %s', async (kind, answerWith) => {
    await using harness = await startRestHarness(answerWith(secrets), {
      requestTimeoutMs: kind === 'no answer' ? 300 : 1_000,
      maxResponseBytes: 10_000,
    });

    const error = await rejectionOf(attempt(harness.crossbar));

    const { message, extensions, cause } = error;
    const everything = everythingIn(error) + everythingIn(JSON.stringify({ message, extensions, cause }));
    for (const secret of [...secrets, password, 'marked-credentials']) expect(everything).not.toContain(secret);
    const [request] = harness.requests;
    expect(JSON.stringify([request?.headers, request?.body])).toContain(JSON.stringify(secrets[0]));
    expect(JSON.stringify([request?.path, harness.exchanges])).not.toMatch(/marked/i);
    // One that is sent once more, after a reset, is one.
    const different = new Set(harness.requests.map(({ method, path }) => `${method} ${path}`));
    expect(harness.exchanges).toHaveLength(different.size);
  });
});

test('what Kazoo said stays readable around a secret that was struck out', async () => {
  await using harness = await startRestHarness(answerJson(403, echoOf([token])));

  const error = await rejectionOf(fetchAccount(harness.crossbar, token, acme));

  expect(error.cause).toMatchObject({ status: 403, message: 'refused [redacted].' });
});

test('a short secret is struck out where it stands alone, and leaves words intact', () => {
  const redact = redactorFor(['a', '']);

  expect(redact('a')).toBe('[redacted]');
  expect(redact('at least 1 character')).toBe('at least 1 character');
});

import { describe, expect, test, vi } from 'vitest';
import { TokenRequests } from '../../src/auth/token-requests.ts';
import { TokenVerifier } from '../../src/auth/verification/token-verifier.ts';
import { GatewayError } from '../../src/errors.ts';
import { CollectionReader } from '../../src/kazoo/collections/collection-reader.ts';
import { devices } from '../../src/kazoo/collections/devices.ts';
import { KazooClock } from '../../src/kazoo/kazoo-clock.ts';
import { readTokenClaims } from '../../src/kazoo/token-claims.ts';
import { Gate } from '../harness/gate.ts';
import { rejectionOf } from '../harness/rejection.ts';
import {
  type Answer,
  answerJson,
  answerKazoo5,
  type RestHarness,
  startRestHarness,
} from '../kazoo/harness/rest-server.ts';
import { unsignedToken } from '../kazoo/harness/unsigned-token.ts';

const own = 'a'.repeat(32);
const foreign = 'e'.repeat(32);
const otherId = 'b'.repeat(32);
const token = unsignedToken({ iss: 'kazoo', account_id: own });
const refusedAccount = answerKazoo5('account.unknown');
const goodToken = answerJson(200, { status: 'success', data: { account_id: own } });
const refusedToken = answerJson(401, { status: 'error', error: '401', message: 'invalid credentials', data: {} });

/** The answer to `GET /token_auth`, and that to everything below an account. */
function answering(aboutToken: Answer, aboutAccount: Answer = refusedAccount): Answer {
  return (response, request) => (request.path === '/v2/token_auth' ? aboutToken : aboutAccount)(response, request);
}

function requestsOver({ crossbar }: RestHarness) {
  const queues: string[] = [];
  const verifier = new TokenVerifier(
    {
      run({ accountOf }, ask) {
        queues.push(accountOf());
        return ask();
      },
    },
    60_000,
  );
  return { queues, requests: new TokenRequests(crossbar, verifier, readTokenClaims, new KazooClock(() => undefined)) };
}

const everyRequest: readonly (readonly [string, (requests: TokenRequests, accountId: string) => Promise<unknown>])[] = [
  ['an account', (requests, accountId) => requests.fetchAccount(token, accountId, {})],
  ["a user's role", (requests, accountId) => requests.isAdministrator(token, accountId, otherId, {})],
  ['a conference', (requests, accountId) => requests.confirmConference(token, accountId, otherId, {})],
  [
    'a list',
    (requests, accountId) => collections(requests).page(devices, { token, accountId, clientInfo: {} }, { size: 5 }),
  ],
  [
    'a document',
    (requests, accountId) => collections(requests).document(devices, { token, accountId, clientInfo: {} }, otherId),
  ],
];

function collections(requests: TokenRequests): CollectionReader {
  return new CollectionReader(requests, { onUnreadable: () => undefined, isHidden: () => false });
}

describe.each(everyRequest)('a 401 to the request for %s', (_, request) => {
  test('of a foreign account is FORBIDDEN while Kazoo accepts the token', async () => {
    await using harness = await startRestHarness(answering(goodToken));

    const error = await rejectionOf(request(requestsOver(harness).requests, foreign));

    expect(error.code).toBe('FORBIDDEN');
  });

  test("of the token's own account is UPSTREAM_UNAVAILABLE while Kazoo accepts the token", async () => {
    await using harness = await startRestHarness(answering(goodToken));

    expect((await rejectionOf(request(requestsOver(harness).requests, own))).code).toBe('UPSTREAM_UNAVAILABLE');
  });

  test('is believed when Kazoo refuses the token, too', async () => {
    await using harness = await startRestHarness(answering(refusedToken));

    expect((await rejectionOf(request(requestsOver(harness).requests, own))).code).toBe('UNAUTHENTICATED');
  });
});

test('a 401 about the account that a token acts for by its claim `as` is about its own account', async () => {
  await using harness = await startRestHarness(answering(goodToken));
  const acting = unsignedToken({ iss: 'kazoo', account_id: own, as: { account_id: foreign } });

  const error = await rejectionOf(requestsOver(harness).requests.fetchAccount(acting, foreign, {}));

  expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
});

describe.each(everyRequest)('a token that Kazoo refuses at the request for %s', (what, request) => {
  test('is told of, unless the caller is told already', async () => {
    await using harness = await startRestHarness(answering(refusedToken));
    const { requests } = requestsOver(harness);
    const onTokenRefused = vi.fn<(token: string, error: GatewayError) => void>();
    requests.events.on('tokenRefused', onTokenRefused);

    await rejectionOf(request(requests, own));

    expect(onTokenRefused.mock.calls.map(([refused, { code }]) => [refused, code])).toEqual(
      what === 'an account' ? [] : [[token, 'UNAUTHENTICATED']],
    );
  });
});

test('a refusal that concerns the operation only is not told as one of the token', async () => {
  await using harness = await startRestHarness(answering(goodToken));
  const { requests } = requestsOver(harness);
  const onTokenRefused = vi.fn<() => void>();
  requests.events.on('tokenRefused', onTokenRefused);

  await rejectionOf(requests.isAdministrator(token, foreign, otherId, {}));

  expect(onTokenRefused).not.toHaveBeenCalled();
});

test('accounts are told in the order in which Kazoo was asked, though the clock is set back meanwhile', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await using harness = await startRestHarness(answerJson(200, { status: 'success', data: { id: own } }));
  const { requests } = requestsOver(harness);
  const moments: number[] = [];
  requests.events.on('account', (_account, askedAtMs) => moments.push(askedAtMs));

  await requests.fetchAccount(token, own, {});
  vi.setSystemTime(Date.now() - 3_600_000);
  await requests.fetchAccount(token, own, {});
  vi.useRealTimers();

  const [first = 0, second = 0] = moments;
  expect(second).toBeGreaterThan(first);
});

describe('an account of others, or one that does not exist,', () => {
  const unknown = answerJson(404, { status: 'error', error: '404', message: 'not_found', data: {} });
  const others = answerJson(403, { status: 'error', error: '403', message: 'forbidden', data: {} });

  test.each([
    ['of others', others],
    ['that does not exist', unknown],
  ])('is FORBIDDEN only to a good token, after the same requests (%s)', async (_, answer) => {
    await using harness = await startRestHarness(answering(goodToken, answer));

    expect((await rejectionOf(requestsOver(harness).requests.fetchAccount(token, foreign, {}))).code).toBe('FORBIDDEN');

    expect(harness.requests.map(({ path }) => path)).toEqual([`/v2/accounts/${foreign}`, '/v2/token_auth']);
  });

  test('is hidden from a token that is not good', async () => {
    await using harness = await startRestHarness(answering(refusedToken, unknown));

    const error = await rejectionOf(requestsOver(harness).requests.fetchAccount(token, foreign, {}));

    expect(error.code).toBe('UNAUTHENTICATED');
  });

  test('makes Kazoo be asked about the token once for all who wait', async () => {
    const gate = new Gate();
    const open = gate.shut();
    await using harness = await startRestHarness(
      answering((response, request) => void gate.opened.then(() => goodToken(response, request)), others),
    );
    const { requests } = requestsOver(harness);

    const refused = [foreign, otherId].map((id) => rejectionOf(requests.fetchAccount(token, id, {})));
    await expect.poll(() => harness.exchanges.length).toBe(2);
    open();
    await Promise.all(refused);

    expect(harness.requests.filter(({ path }) => path === '/v2/token_auth')).toHaveLength(1);
  });

  test('causes no request when its id is impossible', async () => {
    await using harness = await startRestHarness(answering(goodToken));

    await rejectionOf(requestsOver(harness).requests.fetchAccount(token, 'no-such-id', {}));

    expect(harness.requests).toEqual([]);
  });
});

describe('a refused account', () => {
  test.each([
    [429, 'RATE_LIMITED'],
    [503, 'UPSTREAM_UNAVAILABLE'],
  ])('is no verdict on the token when Kazoo answers %i about the token', async (status, code) => {
    await using harness = await startRestHarness(
      answering(answerJson(status, { status: 'error', message: 'no', data: {} })),
    );

    expect((await rejectionOf(requestsOver(harness).requests.fetchAccount(token, foreign, {}))).code).toBe(code);
  });

  test('makes Kazoo be asked about the token once for all who wait, among the logins', async () => {
    const gate = new Gate();
    const open = gate.shut();
    await using harness = await startRestHarness(
      answering((response, request) => void gate.opened.then(() => goodToken(response, request))),
    );
    const { requests, queues } = requestsOver(harness);

    const refused = [own, foreign, otherId].map((id) => rejectionOf(requests.fetchAccount(token, id, {})));
    await expect.poll(() => harness.exchanges.length).toBe(3);
    open();

    expect((await Promise.all(refused)).map(({ code }) => code)).toEqual([
      'UPSTREAM_UNAVAILABLE',
      'FORBIDDEN',
      'FORBIDDEN',
    ]);
    expect(harness.requests.filter(({ path }) => path === '/v2/token_auth')).toHaveLength(1);
    expect(queues).toEqual([own, own, own, '']);
  });

  test('of a token past its own expiry makes nobody ask', async () => {
    await using harness = await startRestHarness(answering(goodToken));
    const expired = unsignedToken({ iss: 'kazoo', account_id: own, exp: 1 });

    const error = await rejectionOf(requestsOver(harness).requests.fetchAccount(expired, own, {}));

    expect(error).toMatchObject({ constructor: GatewayError, code: 'TOKEN_EXPIRED' });
    expect(harness.requests).toHaveLength(1);
  });
});

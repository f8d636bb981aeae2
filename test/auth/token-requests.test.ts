import { describe, expect, test } from 'vitest';
import { TokenRequests } from '../../src/auth/token-requests.ts';
import { TokenVerifier } from '../../src/auth/verification/token-verifier.ts';
import { GatewayError } from '../../src/errors.ts';
import { CollectionReader } from '../../src/kazoo/collections/collection-reader.ts';
import { devices } from '../../src/kazoo/collections/devices.ts';
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
  return { queues, requests: new TokenRequests(crossbar, verifier, readTokenClaims) };
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

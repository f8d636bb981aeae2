import { describe, expect, test } from 'vitest';
import { apiAuth } from '../../../src/kazoo/requests/api-auth.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { acme, restFixture } from '../harness/rest-fixture.ts';
import { answerFixture, answerJson, startRestHarness } from '../harness/rest-server.ts';
import { unsignedToken } from '../harness/unsigned-token.ts';

const apiKey = '5f'.repeat(32);

describe('logging in with an API key', () => {
  test('gives a session of the account, without a user', async () => {
    const authToken = unsignedToken({ iss: 'kazoo', account_id: acme, exp: 1_710_270_245 });
    await using harness = await startRestHarness(answerFixture('api_auth.ok', { auth_token: authToken }));

    const session = await apiAuth(harness.crossbar, apiKey);

    expect(session).toMatchObject({ authToken, accountId: acme, ownerId: null, accountName: 'Bluefin Trading' });
    const { method, path, body } = restFixture('api_auth.ok').request;
    expect(harness.requests).toMatchObject([{ method, path, body }]);
  });

  test.each([
    ['404 with the key in a list', 404, [apiKey]],
    ['401', 401, { message: 'invalid credentials' }],
  ])('that Kazoo does not know, %s, is INVALID_CREDENTIALS', async (_answer, status, data) => {
    await using harness = await startRestHarness(
      answerJson(status, { status: 'error', message: 'bad identifier', data }),
    );

    await expect(rejectionOf(apiAuth(harness.crossbar, apiKey))).resolves.toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
  });

  test('at a Kazoo without the endpoint is UPSTREAM_UNAVAILABLE', async () => {
    await using harness = await startRestHarness(answerFixture('unknown_resource'));

    await expect(rejectionOf(apiAuth(harness.crossbar, apiKey))).resolves.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });

  test.each(['', '5f', `${apiKey}0`, 'z'.repeat(64), `${apiKey}\n`])(
    'of the wrong form is refused without a request: %j',
    async (key) => {
      await using harness = await startRestHarness(answerFixture('api_auth.ok'));

      const error = await rejectionOf(apiAuth(harness.crossbar, key));

      expect(error.code).toBe('BAD_USER_INPUT');
      expect(harness.requests).toEqual([]);
    },
  );
});

import { expect, test } from 'vitest';
import { isAdministrator } from '../../../src/kazoo/requests/administrators.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { acme, fixtureToken } from '../harness/rest-fixture.ts';
import { answerJson, startRestHarness } from '../harness/rest-server.ts';

const userId = '6f0d1e2c3b4a49588776a5b4c3d2e1f0';

test.each([
  [{ id: userId, priv_level: 'admin' }, true],
  [{ id: userId, priv_level: 'user' }, false],
  [{ id: userId, priv_level: 'ADMIN' }, false],
  [{ id: userId, priv_level: true }, false],
  [{ id: userId }, false],
  [{ id: 'f'.repeat(32), priv_level: 'admin' }, false],
  [[], false],
  [null, false],
])('for the user %j it is %s', async (data, expected) => {
  await using harness = await startRestHarness(answerJson(200, { status: 'success', data }));

  await expect(isAdministrator(harness.crossbar, fixtureToken, acme, userId, { requestId: 'r-1' })).resolves.toBe(
    expected,
  );

  expect(harness.requests).toMatchObject([
    {
      method: 'GET',
      path: `/v2/accounts/${acme}/users/${userId}`,
      headers: { 'x-auth-token': fixtureToken, 'x-request-id': 'r-1' },
    },
  ]);
});

test.each([403, 404])('whom the token may not read, or is not there (%i), is none', async (status) => {
  await using harness = await startRestHarness(answerJson(status, { status: 'error', message: 'no', data: {} }));

  await expect(isAdministrator(harness.crossbar, fixtureToken, acme, userId)).resolves.toBe(false);
});

test.each([
  [429, 'RATE_LIMITED'],
  [500, 'UPSTREAM_UNAVAILABLE'],
])('a %i is %s, and no answer', async (status, code) => {
  await using harness = await startRestHarness(answerJson(status, { status: 'error', message: 'no', data: {} }));

  expect((await rejectionOf(isAdministrator(harness.crossbar, fixtureToken, acme, userId))).code).toBe(code);
});

test('an id that cannot exist is nobody, without a request', async () => {
  await using harness = await startRestHarness(answerJson(200, { status: 'success', data: {} }));

  for (const id of ['', '../accounts', 'me']) {
    await expect(isAdministrator(harness.crossbar, fixtureToken, acme, id)).resolves.toBe(false);
  }
  expect(harness.requests).toEqual([]);
});

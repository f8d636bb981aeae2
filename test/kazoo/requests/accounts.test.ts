import { describe, expect, test } from 'vitest';
import { AmbiguousRefusal } from '../../../src/kazoo/crossbar/ambiguous-refusal.ts';
import { fetchAccount } from '../../../src/kazoo/requests/accounts.ts';
import { accountNamed } from '../../harness/account-named.ts';
import { publicPart, rejectionOf } from '../../harness/rejection.ts';
import { acme, fixtureToken, fixtureTokenExpiresAt, restFixture } from '../harness/rest-fixture.ts';
import { answerFixture, answerJson, startRestHarness } from '../harness/rest-server.ts';

const stranger = '9e4c27ab10d84f3396b5f07d2c8e1a60';

describe('fetching an account', () => {
  test('tells what Kazoo knows of it', async () => {
    await using harness = await startRestHarness(answerFixture('account.ok'));

    const account = await fetchAccount(harness.crossbar, fixtureToken, acme, { requestId: 'r-1' });

    expect(account).toEqual({
      id: acme,
      name: 'Bluefin Trading',
      realm: 'bluefin.sip.example.net',
      timezone: 'Europe/Berlin',
      language: 'en-us',
      isReseller: false,
      resellerId: 'f3a1c0d49b7e4e0d8a52c1b6e7d90a11',
      superduperAdmin: false,
      enabled: true,
      createdAt: new Date('2023-02-06T18:04:05Z'),
    });
    expect(harness.requests).toMatchObject([
      { method: 'GET', path: `/v2/accounts/${acme}`, headers: { 'x-auth-token': fixtureToken, 'x-request-id': 'r-1' } },
    ]);
  });

  test('what Kazoo leaves out or garbles is null or the lesser right', async () => {
    const data = {
      id: acme,
      name: 7,
      realm: 'undefined',
      is_reseller: 'yes',
      superduper_admin: 'true',
      created: 'long ago',
    };
    await using harness = await startRestHarness(answerJson(200, { status: 'success', data }));

    await expect(fetchAccount(harness.crossbar, fixtureToken, acme)).resolves.toEqual({
      ...accountNamed(acme),
      name: null,
    });
  });

  test('an account of others, one that does not exist and an impossible id cannot be told apart', async () => {
    await using others = await startRestHarness(answerFixture('account.forbidden'));
    await using unknown = await startRestHarness(answerFixture('account.not_found'));
    const malformed = restFixture('account.not_found').response.body;
    await using rejecting = await startRestHarness(
      answerJson(404, {
        ...malformed,
        data: { message: `invalid account_id '${stranger}'` },
        message: 'bad identifier',
      }),
    );

    const errors = await Promise.all(
      [
        fetchAccount(others.crossbar, fixtureToken, stranger),
        fetchAccount(unknown.crossbar, fixtureToken, stranger),
        fetchAccount(rejecting.crossbar, fixtureToken, stranger),
        fetchAccount(others.crossbar, fixtureToken, 'no-such-id'),
      ].map(rejectionOf),
    );

    const [first, ...further] = errors.map(publicPart);
    expect(first).toMatchObject({ code: 'FORBIDDEN', extensions: {} });
    expect(further).toEqual([first, first, first]);
  });

  test.each([
    '',
    acme.toUpperCase(),
    `${acme}0`,
    acme.slice(1),
    `${acme}\n`,
    `../accounts/${acme}`,
    `${acme}/users`,
    'g'.repeat(32),
  ])('the id %j is refused without a request', async (accountId) => {
    await using harness = await startRestHarness(answerFixture('account.ok'));

    const error = await rejectionOf(fetchAccount(harness.crossbar, fixtureToken, accountId));

    expect(error.code).toBe('FORBIDDEN');
    expect(harness.requests).toEqual([]);
  });

  test('an answer about another account does not open this one', async () => {
    await using harness = await startRestHarness(answerFixture('account.ok'));

    await expect(rejectionOf(fetchAccount(harness.crossbar, fixtureToken, stranger))).resolves.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });

  test('a refused token is TOKEN_EXPIRED from its own expiry on', async () => {
    await using harness = await startRestHarness(answerFixture('account.expired_token'), {
      now: () => fixtureTokenExpiresAt.getTime(),
    });

    await expect(rejectionOf(fetchAccount(harness.crossbar, fixtureToken, acme))).resolves.toMatchObject({
      code: 'TOKEN_EXPIRED',
    });
  });

  test('a refusal of a token that has not expired may be about the account', async () => {
    await using harness = await startRestHarness(answerFixture('account.expired_token'), {
      now: () => fixtureTokenExpiresAt.getTime() - 1,
    });

    await expect(rejectionOf(fetchAccount(harness.crossbar, fixtureToken, acme))).resolves.toBeInstanceOf(
      AmbiguousRefusal,
    );
  });
});

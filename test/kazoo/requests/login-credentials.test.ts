import { describe, expect, test } from 'vitest';
import type { LoginCredentials } from '../../../src/kazoo/requests/login-credentials.ts';
import { login } from '../../../src/kazoo/requests/user-auth.ts';
import { rejectionOf } from '../../harness/rejection.ts';
import { answerFixture, startRestHarness } from '../harness/rest-server.ts';

const readyMade: LoginCredentials = { accountName: 'bluefintrading', credentials: '2f6fd5e2a1d0c4e7b8392a1f0e9d8c7b' };

/** The `data` that goes out for `credentials`. */
async function sent(credentials: LoginCredentials): Promise<unknown> {
  await using harness = await startRestHarness(answerFixture('user_auth.ok'));
  await login(harness.crossbar, credentials, {});
  return harness.requests[0]?.body;
}

describe('what is hashed', () => {
  test.each<[LoginCredentials, string, string]>([
    [{ username: 'anna', password: 'S3cret' }, 'md5', 'ab5a5ac2a75d76017638836fdf44eae0'],
    [{ username: 'ANNA', password: 'S3cret', method: 'MD5' }, 'md5', 'ab5a5ac2a75d76017638836fdf44eae0'],
    [{ username: 'Anna', password: 'S3cret', method: 'SHA' }, 'sha', '2e1f5e2544889cb6fc7dd616c47e995c6af36369'],
    [{ username: 'Anna', password: 'Secret-Pässwörd' }, 'md5', '5154b2df30e2f2b3a0b20e4b13715322'],
    [
      { username: 'Anna', password: 'Secret-Pässwörd', method: 'SHA' },
      'sha',
      'fc5851ab8fa1f5b627a039b7ad89956322b4af13',
    ],
  ])('is the lower-cased username and the password as typed: %j', async (credentials, method, hash) => {
    await expect(sent({ accountName: 'acme', ...credentials })).resolves.toEqual({
      data: { account_name: 'acme', credentials: hash, method },
    });
  });

  test('is left to the client where it sends credentials, whatever their case', async () => {
    await expect(sent({ accountName: 'acme', credentials: ' AbCd ', method: 'SHA' })).resolves.toEqual({
      data: { account_name: 'acme', credentials: ' AbCd ', method: 'sha' },
    });
  });
});

describe('what is sent', () => {
  test.each<[LoginCredentials, Record<string, unknown>]>([
    [{ accountName: 'Acme Inc.' }, { account_name: 'Acme Inc.' }],
    [{ accountRealm: 'acme.example.net', accountName: null }, { account_realm: 'acme.example.net' }],
    [{ phoneNumber: '+14155550142', accountRealm: undefined }, { phone_number: '+14155550142' }],
  ])('names the account as the client does: %j', async (selector, data) => {
    await expect(sent({ ...selector, credentials: 'ab' })).resolves.toEqual({
      data: { ...data, credentials: 'ab', method: 'md5' },
    });
  });

  test.each(['123456', { duo_sig_response: 'AUTH|x:APP|y' }])(
    'holds the second factor as it is: %j',
    async (multiFactorResponse) => {
      await expect(sent({ ...readyMade, multiFactorResponse })).resolves.toMatchObject({
        data: { multi_factor_response: multiFactorResponse },
      });
    },
  );

  test('holds no second factor that is null', async () => {
    await expect(sent({ ...readyMade, multiFactorResponse: null })).resolves.not.toHaveProperty(
      'data.multi_factor_response',
    );
  });
});

describe('an incomplete login is refused without a request:', () => {
  const person = { username: 'anna', password: 'S3cret' };
  test.each<[string, LoginCredentials, RegExp]>([
    ['no account', person, /exactly one of accountName, accountRealm and phoneNumber/],
    ['null for the account', { ...person, accountName: null }, /exactly one of accountName/],
    ['two accounts', { ...person, accountName: 'acme', phoneNumber: '+1415' }, /exactly one of accountName/],
    ['an empty account', { ...person, accountName: '' }, /Fill in accountName/],
    ['a blank realm', { ...person, accountRealm: '  ' }, /Fill in accountRealm/],
    ['an empty number', { ...person, phoneNumber: '' }, /Fill in phoneNumber/],
    ['nothing to prove who it is', { accountName: 'acme' }, /Give username and password, or credentials/],
    ['no password', { accountName: 'acme', username: 'anna' }, /Give username and password/],
    ['no username', { accountName: 'acme', password: 'S3cret', username: null }, /Give username and password/],
    ['an empty username', { accountName: 'acme', username: ' ', password: 'S3cret' }, /Fill in username/],
    ['an empty password', { accountName: 'acme', username: 'anna', password: '' }, /Fill in password/],
    ['empty credentials', { accountName: 'acme', credentials: '' }, /Fill in credentials/],
    ['both kinds', { accountName: 'acme', ...person, credentials: 'ab' }, /but not both/],
    ['credentials with a password', { accountName: 'acme', password: 'x', credentials: 'ab' }, /but not both/],
  ])('%s', async (_case, credentials, advice) => {
    await using harness = await startRestHarness(answerFixture('user_auth.ok'));

    const error = await rejectionOf(login(harness.crossbar, credentials));

    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringMatching(advice) });
    expect(harness.requests).toEqual([]);
  });
});

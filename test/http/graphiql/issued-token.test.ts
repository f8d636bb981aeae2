import { expect, test } from 'vitest';
import { issuedToken, withoutToken } from '../../../src/http/graphiql/page/session/issued-token.js';

const token = `e30.${Buffer.from('{"account_id":"a"}').toString('base64url')}.signature-of-it`;

test.each([
  ['under its own name', { login: { authToken: 'any-text' } }, 'any-text'],
  ['under another name', { mine: { secret: token } }, token],
  ['in a list', { all: [{ name: 'x' }, { secret: token }] }, token],
  ['nowhere', { login: { accountId: 'a', apps: [{ id: 'b.c.d' }] } }, undefined],
])('the token in the result of a mutation is found %s', (_where, data, found) => {
  expect(issuedToken(data)).toBe(found);
});

test('the result is shown as it is, but for the token', () => {
  const data = { login: { authToken: token, apps: [{ id: 'one', names: ['a', token] }], ownerId: null } };

  expect(withoutToken(data, token)).toEqual({
    login: {
      authToken: expect.stringMatching(/^e30\.\w{8}…/),
      apps: [{ id: 'one', names: ['a', expect.stringContaining('…')] }],
      ownerId: null,
    },
  });
  expect(JSON.stringify(withoutToken(data, token))).not.toContain('signature-of-it');
});

import { expect, test } from 'vitest';
import { AccountAccess } from '../../src/auth/account-access.ts';
import { AccountVerdicts } from '../../src/auth/account-verdicts.ts';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { OperationAccess } from '../../src/graphql/operation-access.ts';

test('a token that nobody has checked takes no place of the user that it claims', async () => {
  const taken: string[] = [];
  const access = new OperationAccess({
    accountAccess: new AccountAccess({
      verdicts: new AccountVerdicts({ authorizedForMs: 1, refusedForMs: 1, maxBytes: 1_000 }),
      fetchAccount: () => new Promise(() => undefined),
    }),
    places: {
      async take(client) {
        taken.push(client);
        return { release() {} };
      },
    },
    maxRequests: 10,
    maxConcurrent: 8,
  });
  const session = new SessionRegistry().open({ onSessionEnded() {} });
  session.signIn('junk', { accountId: 'victims-account', ownerId: 'victim', expiresAtMs: undefined });
  const context = { session, clientInfo: { clientIp: '203.0.113.66' } };

  void access.account(context);
  await new Promise(setImmediate);
  expect(taken).toEqual([]);
  await access.request(context, async () => 'read');

  expect(taken).toEqual(['victims-account victim 203.0.113.66']);
});

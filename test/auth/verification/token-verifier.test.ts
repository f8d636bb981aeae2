import { expect, test } from 'vitest';
import { TokenVerifier } from '../../../src/auth/verification/token-verifier.ts';
import { GatewayError } from '../../../src/errors.ts';
import { until } from '../../harness/until.ts';

const accounts = ['a', 'b'].map((digit) => digit.repeat(32));
const [one = '', other = ''] = accounts;

/** Unsigned: only what it claims is read. */
function tokenOf(accountId: string): string {
  const claims = Buffer.from(JSON.stringify({ iss: 'kazoo', account_id: accountId })).toString('base64url');
  return `eyJhbGciOiJSUzI1NiJ9.${claims}.AAAA`;
}

function setUp(doubtedForMs = 60_000) {
  const turns: string[] = [];
  const checks = new TokenVerifier(
    {
      run({ accountOf }, ask) {
        turns.push(accountOf());
        return ask();
      },
    },
    doubtedForMs,
  );
  const accept = (token: string, client?: string) => checks.run(token, client, async () => 'yes');
  const refuse = (token: string, client?: string, code: 'UNAUTHENTICATED' | 'FORBIDDEN' = 'UNAUTHENTICATED') =>
    checks.run(token, client, () => Promise.reject(new GatewayError(code, 'no')));
  return { accept, refuse, turns: () => turns };
}

test('a token is verified in the queue of the account that it claims, an opaque one in a common queue', async () => {
  const { accept, turns } = setUp();

  for (const token of [tokenOf(one), tokenOf(other), 'opaque']) expect(await accept(token, '192.0.2.1')).toBe('yes');

  expect(turns()).toEqual([one, other, '']);
});

test("after a token that Kazoo refused, its client's claims are not believed", async () => {
  const { accept, refuse, turns } = setUp();

  await expect(refuse(tokenOf(one), '192.0.2.1')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await accept(tokenOf(other), '192.0.2.1');
  await accept(tokenOf(other), '192.0.2.2');

  expect(turns()).toEqual([one, '', other]);
});

test('a client is believed again after a while', async () => {
  const { accept, refuse, turns } = setUp(1);
  await expect(refuse(tokenOf(one), '192.0.2.1')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

  await until(async () => {
    await accept(tokenOf(other), '192.0.2.1');
    expect(turns().at(-1)).toBe(other);
  });
});

test('a refused account, or a refusal that nobody waits for, does not make a client doubted', async () => {
  const { accept, refuse, turns } = setUp();

  await expect(refuse(tokenOf(one), '192.0.2.1', 'FORBIDDEN')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(refuse(tokenOf(one))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await accept(tokenOf(one), '192.0.2.1');
  await accept(tokenOf(one));

  expect(turns()).toEqual([one, one, one, one]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AccountVerdicts } from '../../src/auth/account-verdicts.ts';
import { GatewayError } from '../../src/errors.ts';
import { accountNamed } from '../harness/account-named.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const own = 'a'.repeat(32);
const authorizedForMs = 60_000;
const refusedForMs = 5_000;

function verdictsOf(maxBytes = 1_000_000): AccountVerdicts {
  return new AccountVerdicts({ authorizedForMs, refusedForMs, maxBytes });
}

function accept(verdicts: AccountVerdicts, token: string, accountId = own): void {
  verdicts.accept(token, accountId, accountNamed(accountId), verdicts.moment());
}

function no(code: 'FORBIDDEN' | 'ACCOUNT_EXPIRED', cause?: unknown): GatewayError {
  return new GatewayError(code, 'No.', { cause, extensions: { expiredAt: 'yesterday' } });
}

test('a token that nothing vouched for leaves nothing behind when Kazoo refuses it', () => {
  const verdicts = verdictsOf();

  for (let index = 0; index < 100; index += 1) verdicts.refuseToken(`junk-${index}`);

  expect(verdicts.size).toBe(0);
});

test('a refused id that Kazoo cannot have leaves nothing behind', () => {
  const verdicts = verdictsOf();

  verdicts.refuse('token', 'x'.repeat(100_000), no('FORBIDDEN'));

  expect(verdicts.size).toBe(0);
});

test('accounts and tokens leave when their time is over, not when somebody asks for them', () => {
  const verdicts = verdictsOf();
  accept(verdicts, 'token');
  expect(verdicts.size).toBe(2);

  // The cache reads the real clock to see what has come to its end.
  const nowMs = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs + authorizedForMs + 1_000);
  vi.advanceTimersByTime(authorizedForMs + 1_000);

  expect(verdicts.size).toBe(0);
});

test('a refusal leaves when its time is over; only a hash stays, for as long as it may be needed', () => {
  const verdicts = verdictsOf();
  verdicts.refuse('token', own, no('FORBIDDEN'));
  expect(verdicts.size).toBe(3);

  const nowMs = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs + authorizedForMs + 1_000);
  vi.advanceTimersByTime(authorizedForMs + 1_000);

  expect(verdicts.size).toBe(1);
  expect(verdicts.isRefused('token', own)).toBe(true);
});

test('a refusal is told again without what Kazoo answered, which can be large', () => {
  const verdicts = verdictsOf();
  verdicts.refuse('token', own, no('ACCOUNT_EXPIRED', { data: 'x'.repeat(1_000_000) }));

  const told = verdicts.refusalOf('token', own);

  expect(told).toMatchObject({ code: 'ACCOUNT_EXPIRED', message: 'No.', extensions: { expiredAt: 'yesterday' } });
  expect(told?.cause).toBeUndefined();
});

test('tokens and accounts are counted in bytes: the oldest leave', () => {
  const verdicts = verdictsOf(100_000);

  for (let index = 0; index < 100; index += 1) accept(verdicts, `${index}-${'x'.repeat(8_000)}`);

  expect(verdicts.size).toBeGreaterThan(20);
  expect(verdicts.size).toBeLessThan(130);
  expect(verdicts.accountOf(`0-${'x'.repeat(8_000)}`, own)).toBeUndefined();
  expect(verdicts.accountOf(`99-${'x'.repeat(8_000)}`, own)).toBeDefined();
});

test('a refused token is not forgotten because another is refused very many accounts', () => {
  const verdicts = verdictsOf(100_000);
  verdicts.vouch('revoked');
  verdicts.refuseToken('revoked');

  for (let index = 0; index < 100; index += 1)
    verdicts.refuse('good', index.toString(16).padStart(32, '0'), no('FORBIDDEN'));

  expect(verdicts.isRefused('revoked', own)).toBe(true);
});

test('a refused token loses all its accounts, and no other does', () => {
  const verdicts = verdictsOf();
  const descendant = 'b'.repeat(32);
  for (const token of ['refused', 'other']) for (const id of [own, descendant]) accept(verdicts, token, id);

  verdicts.refuseToken('refused');

  expect([own, descendant].map((id) => verdicts.accountOf('refused', id))).toEqual([undefined, undefined]);
  expect(verdicts.accountOf('other', descendant)).toMatchObject({ id: descendant });
});

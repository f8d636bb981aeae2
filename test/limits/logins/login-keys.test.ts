import { expect, test } from 'vitest';
import { LoginKeys } from '../../../src/limits/logins/login-keys.ts';
import { CacheClock } from '../../harness/cache-clock.ts';

const hourMs = 3_600_000;
const acme = { accountName: 'Acme' };
const accountOf = (keys: LoginKeys): string => keys.of(acme, '192.0.2.1').account;

test('a name that Kazoo has not confirmed for a day selects no account any more, and can be learned anew', () => {
  using clock = new CacheClock();
  const keys = new LoginKeys(() => undefined);
  keys.learnNames({ id: 'a', name: 'Acme' });

  clock.pass(23 * hourMs);
  keys.learnNames({ id: 'a', name: 'Acme' });
  clock.pass(23 * hourMs);
  expect(accountOf(keys)).toBe('a');
  keys.learnNames({ id: 'b', name: 'Acme' });
  expect(accountOf(keys)).toBe('a');
  clock.pass(2 * hourMs);

  expect(accountOf(keys)).not.toBe('a');
  keys.learnNames({ id: 'b', name: 'Acme' });
  expect(accountOf(keys)).toBe('b');
});

import { expect, test, vi } from 'vitest';
import { AccountTimezones } from '../../src/auth/account-timezones.ts';
import { AccountsAbove } from '../../src/upstream/accounts-above.ts';

test('the time zones of accounts are those that Kazoo told last, if there are such', () => {
  const timezones = new AccountTimezones(new AccountsAbove());
  for (const id of ['a', 'b', 'c']) timezones.learn({ id, timezone: 'Europe/Berlin' });
  timezones.learn({ id: 'a', timezone: 'Asia/Kolkata' });
  timezones.learn({ id: 'b', timezone: 'Middle/Earth' });
  timezones.learn({ id: 'c', timezone: null });

  expect(['a', 'b', 'c', 'd'].map((id) => timezones.of(id))).toEqual(['Asia/Kolkata', undefined, undefined, undefined]);
});

test('an account whose time zone is not known has that of an account above, while that follows it', () => {
  const above = new AccountsAbove();
  const timezones = new AccountTimezones(above);
  timezones.learn({ id: 'reseller', timezone: 'Asia/Kolkata' });
  const before = timezones.of('below');
  above.follow('below', 'unknown');
  const unfollow = above.follow('below', 'reseller');

  const followed = timezones.of('below');
  timezones.learn({ id: 'below', timezone: 'Europe/Berlin' });
  const known = timezones.of('below');
  timezones.learn({ id: 'below', timezone: null });
  unfollow();

  expect([before, followed, known, timezones.of('below')]).toEqual([
    undefined,
    'Asia/Kolkata',
    'Europe/Berlin',
    undefined,
  ]);
});

test('whether there is such a time zone is looked up once for all accounts', () => {
  const timezones = new AccountTimezones(new AccountsAbove());
  using lookup = vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions');

  for (const id of ['a', 'b', 'c']) {
    timezones.learn({ id, timezone: 'Asia/Kolkata' });
    timezones.learn({ id, timezone: 'Europe/Berlin' });
  }

  expect(lookup).toHaveBeenCalledTimes(2);
});

import { expect, test } from 'vitest';
import { AccountTimezones } from '../../src/auth/account-timezones.ts';

test('the time zones of accounts are those that Kazoo told last, if there are such', () => {
  const timezones = new AccountTimezones();
  for (const id of ['a', 'b', 'c']) timezones.learn({ id, timezone: 'Europe/Berlin' });
  timezones.learn({ id: 'a', timezone: 'Asia/Kolkata' });
  timezones.learn({ id: 'b', timezone: 'Middle/Earth' });
  timezones.learn({ id: 'c', timezone: null });

  expect(['a', 'b', 'c', 'd'].map((id) => timezones.of(id))).toEqual(['Asia/Kolkata', undefined, undefined, undefined]);
});

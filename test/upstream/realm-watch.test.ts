import { expect, test } from 'vitest';
import { RealmWatch } from '../../src/upstream/realm-watch.ts';
import { CacheClock } from '../harness/cache-clock.ts';

const id = 'a'.repeat(32);
const [first, second, third] = [1_000, 2_000, 3_000] as const;

/** Has seen the account with `old.realm`. */
function watching(): RealmWatch {
  const watch = new RealmWatch();
  watch.changedSince({ id, realm: 'old.realm' }, first);
  return watch;
}

test('an account that is seen for the first time has not changed', () => {
  expect(new RealmWatch().changedSince({ id, realm: 'old.realm' }, first)).toBeUndefined();
});

test('a realm that has changed may have done so since it was last seen as it was', () => {
  const watch = watching();
  watch.changedSince({ id, realm: 'old.realm' }, second);

  expect(watch.changedSince({ id, realm: 'new.realm' }, third)).toBe(second);
});

test('it is reported once', () => {
  const watch = watching();
  watch.changedSince({ id, realm: 'new.realm' }, second);

  expect(watch.changedSince({ id, realm: 'new.realm' }, third)).toBeUndefined();
});

test.each([
  ['of another account says nothing', { id: 'b'.repeat(32), realm: 'new.realm' }, second],
  ['without a realm says nothing', { id, realm: null }, second],
  ['that was overtaken by a later one says nothing', { id, realm: 'older.realm' }, first - 1],
])('an answer %s', (_what, account, askedAt) => {
  const watch = watching();

  expect(watch.changedSince(account, askedAt)).toBeUndefined();
  expect(watch.changedSince({ id, realm: 'new.realm' }, third)).toBe(first);
});

test('an account that nobody has seen for a week is forgotten', () => {
  using clock = new CacheClock();
  const watch = watching();

  clock.pass(6 * 24 * 3_600_000);
  expect(watch.changedSince({ id, realm: 'new.realm' }, second)).toBe(first);
  clock.pass(7 * 24 * 3_600_000 + 2);

  expect(watch.changedSince({ id, realm: 'newest.realm' }, third)).toBeUndefined();
});

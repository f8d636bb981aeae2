import { expect, test, vi } from 'vitest';
import { collection } from '../../../src/kazoo/collections/collection.ts';
import { text } from '../../../src/kazoo/events/event-field.ts';

function counted(key: string) {
  return vi.fn(text(key));
}

function setUp() {
  const fields = { id: counted('id'), name: counted('name'), ownerId: counted('owner_id') };
  const things = collection({ path: 'things', type: 'Thing', fields, key: 'id', owners: ['ownerId'] });
  return { fields, things };
}

test('each field of a row is read once; those that tell whose it is also where they are hidden', () => {
  const { fields, things } = setUp();

  const row = things.read({ id: 't', name: 'n', owner_id: 'u' }, { onUnreadable: vi.fn(), isHidden: () => false });

  expect(row).toEqual({ id: 't', name: 'n', ownerId: 'u', owners: ['u'] });
  expect(fields.name).toHaveBeenCalledTimes(1);
});

test('a hidden key and a hidden owner still tell the row apart and whose it is', () => {
  const { things } = setUp();
  const isHidden = (key: string): boolean => ['id', 'owner_id'].includes(key);

  const row = things.read({ id: 't', name: 'n', owner_id: 'u' }, { onUnreadable: vi.fn(), isHidden });

  expect(row).toEqual({ id: 't', name: 'n', ownerId: null, owners: ['u'] });
});

test('a value that cannot be read is told once', () => {
  const { things } = setUp();
  const onUnreadable = vi.fn<(type: string, field: string) => void>();

  things.read({ id: 't', name: {}, owner_id: 'u' }, { onUnreadable, isHidden: () => false });

  expect(onUnreadable.mock.calls).toEqual([['Thing', 'name']]);
});

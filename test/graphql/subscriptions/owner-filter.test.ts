import { expect, test } from 'vitest';
import { ownerFilter } from '../../../src/graphql/subscriptions/event-filter.ts';
import { eventSource } from '../../../src/graphql/subscriptions/event-source.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { BindingFamily } from '../../../src/kazoo/blackhole/binding-forms.ts';
import { ownersOf } from '../../../src/kazoo/events/event-owners.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';

const calls = [parseBinding('call.*.*')];

function eventOf(variables: unknown, family: BindingFamily = 'call'): KazooEvent {
  const data = { call_id: 'leg', owner_id: 'u1', custom_channel_vars: variables };
  return {
    id: 'e1',
    name: 'CHANNEL_CREATE',
    accountId: 'a1',
    binding: 'call.*.*',
    family,
    receivedAt: new Date(0),
    cursor: 'c1',
    size: 100,
    data,
    routing: [],
    owners: ownersOf(family, data),
  };
}

test.each([
  [{ owner_id: 'u1' }, true],
  [{ authorizing_id: 'u1', authorizing_type: 'user' }, true],
  [{ owner_id: 'u1', authorizing_id: 'd1', authorizing_type: 'device' }, true],
  [{ owner_id: 'u2' }, false],
  [{ owner_id: 'U1' }, false],
  [{ owner_id: ['u1'] }, false],
  [{ owner_id: { u1: 'u1' } }, false],
  [{}, false],
  [null, false],
  ['u1', false],
  [[{ owner_id: 'u1' }], false],
])('of the leg with %j it is %s that it is the own one', (variables, isOwn) => {
  expect(ownerFilter(calls, 'u1').accepts(eventOf(variables))).toBe(isOwn);
});

test('an event of a family that names no owner is nobody’s, whatever it holds', () => {
  expect(ownerFilter(calls, 'u1').accepts(eventOf({ owner_id: 'u1' }, 'object'))).toBe(false);
});

test.each(['conference.command.c', 'fax.status.*', 'fax.object.*', 'object.*.*', 'presence.dialog.*', 'queue.*'])(
  '%s is refused, also beside another binding',
  (binding) => {
    expect(() => ownerFilter([parseBinding(binding)], 'u1')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect(() => ownerFilter([...calls, parseBinding(binding)], 'u1')).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
  },
);

test('one user’s sources are one, and nobody else’s', () => {
  const upstreams = { listen: notCalled, since: notCalled, checkCursor: () => undefined, rememberedLoss: notCalled };
  const key = (ownerId?: string) => eventSource({ accountId: 'a1', bindings: calls, ownerId, upstreams }).key;

  expect(key('u1')).toBe(key('u1'));
  expect(new Set([key(), key('u1'), key('u2')]).size).toBe(3);
});

function notCalled(): never {
  throw new Error('Nothing is opened here');
}

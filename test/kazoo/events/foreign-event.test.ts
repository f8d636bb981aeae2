import { describe, expect, test } from 'vitest';
import { foreignEvents } from '../../../src/kazoo/events/foreign-event.ts';

const own = '0b7d5e92c4a94c7fbb1de8f60a3c2d45';
const other = 'b'.repeat(32);
const databaseOf = (id: string) => `account%2F${id.slice(0, 2)}%2F${id.slice(2, 4)}%2F${id.slice(4)}`;
const ofLeg = (accountId: string) => ({ custom_channel_vars: { account_id: accountId } });
const isForeign = foreignEvents(own);

/** Each family, with what names an account in its events. */
const named = [
  ['call', 'call.{ACCOUNT}.CHANNEL_CREATE.leg', true],
  ['conference.event', 'conference.event.add-member.{ACCOUNT}.room.leg', false],
  ['fax.status', 'fax.status.{ACCOUNT}.job', false],
  ['fax.object', 'doc_edited.{DB}-202611.fax.id', false],
  ['object', 'doc_edited.{DB}.user.id', false],
  ['stream', 'pivot.stream.start.{ACCOUNT}.leg', false],
  ['other', 'module.a', false],
] as const;

const routingOf = (pattern: string, accountId: string) =>
  pattern.replace('{ACCOUNT}', accountId).replace('{DB}', databaseOf(accountId)).split('.');

describe.each(named)('of %s', (family, pattern, isOfLeg) => {
  const routing = routingOf(pattern, own);

  test('an event that names no account, or its own, is not foreign', () => {
    for (const data of [
      {},
      { account_id: own },
      { account_id: '' },
      { account_id: 7 },
      { account_id: 'undefined' },
      ofLeg(own),
    ])
      expect(isForeign({ routing, data }, family)).toBe(false);
    expect(isForeign({ routing: [], data: {} }, family)).toBe(false);
  });

  test('an event whose routing key or account_id names another account is foreign', () => {
    if (pattern.includes('{')) expect(isForeign({ routing: routingOf(pattern, other), data: {} }, family)).toBe(true);
    expect(isForeign({ routing, data: { account_id: other } }, family)).toBe(true);
  });

  test(`the account of its leg ${isOfLeg ? 'counts' : 'does not count'}`, () => {
    expect(isForeign({ routing, data: ofLeg(other) }, family)).toBe(isOfLeg);
  });

  test('nothing is foreign to a subscription for every account', () => {
    const frame = { routing: routingOf(pattern, other), data: { account_id: other, ...ofLeg(other) } };
    expect(foreignEvents('*')(frame, family)).toBe(false);
  });
});

test('a notification is foreign unless it names the own account: Kazoo binds it without one', () => {
  const routing = ['notifications', 'sip', 'missed_call'];
  for (const data of [{}, { account_id: '' }, { account_id: 7 }, { account_id: other }, ofLeg(own)])
    expect(isForeign({ routing, data }, 'notifications')).toBe(true);
  expect(isForeign({ routing, data: { account_id: own } }, 'notifications')).toBe(false);
  expect(foreignEvents('*')({ routing, data: {} }, 'notifications')).toBe(false);
});

test('commands to conferences are bound to no account, and none is foreign', () => {
  const frame = { routing: ['conference', 'command', 'room'], data: { account_id: other } };
  expect(isForeign(frame, 'conference.command')).toBe(false);
});

test('presence is bound by realm, and is foreign only when it names another account', () => {
  const routing = ['dialog', 'acme%2Esip%2Eexample%2Ecom', 'leg'];
  expect(isForeign({ routing, data: { presence_id: '1001@acme.sip.example.com' } }, 'presence.dialog')).toBe(false);
  expect(isForeign({ routing, data: { account_id: other } }, 'presence.dialog')).toBe(true);
});

test('a document in a database of no account is not foreign', () => {
  expect(isForeign({ routing: ['doc_edited', 'numbers%2F%2B1415', 'number', 'id'], data: {} }, 'object')).toBe(false);
});

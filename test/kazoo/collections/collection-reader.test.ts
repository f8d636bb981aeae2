import { describe, expect, test } from 'vitest';
import { channels } from '../../../src/kazoo/collections/channels.ts';
import { CollectionReader } from '../../../src/kazoo/collections/collection-reader.ts';
import { conferences } from '../../../src/kazoo/collections/conference-rooms.ts';
import { descendants } from '../../../src/kazoo/collections/descendants.ts';
import { parkedCalls } from '../../../src/kazoo/collections/parked-calls.ts';
import { queues } from '../../../src/kazoo/collections/queues/queues.ts';
import { registrations } from '../../../src/kazoo/collections/registrations.ts';
import { users } from '../../../src/kazoo/collections/users.ts';
import { keyMatcher } from '../../../src/kazoo/events/public-data.ts';
import { everythingIn, rejectionOf } from '../../harness/rejection.ts';
import { acme, anna, fixtureToken } from '../harness/rest-fixture.ts';
import { type Answer, answerFixture, answerJson, startRestHarness } from '../harness/rest-server.ts';

const scope = { token: fixtureToken, clientInfo: { requestId: 'r-1' }, accountId: acme };
const firstPage = { size: 50 };
const success = (data: unknown, more = {}): Answer => answerJson(200, { status: 'success', data, ...more });

async function startHarness(answer: Answer, hiddenKeys: readonly string[] = []) {
  const rest = await startRestHarness(answer);
  const unreadable: string[] = [];
  const collections = new CollectionReader(rest.crossbar, {
    onUnreadable: (type, field) => unreadable.push(`${type}.${field}`),
    isHidden: keyMatcher(hiddenKeys),
  });
  return { ...rest, collections, unreadable, [Symbol.asyncDispose]: () => rest[Symbol.asyncDispose]() };
}

describe('a page of a list', () => {
  test('is asked for with size and key where Crossbar pages, by whoever wants it', async () => {
    await using harness = await startHarness(answerFixture('account.descendants'));

    const page = await harness.collections.page(descendants, scope, { size: 2, startKey: 'g2w+/=' });

    expect(harness.requests).toMatchObject([
      {
        method: 'GET',
        path: `/v2/accounts/${acme}/descendants?page_size=2&start_key=g2w%2B%2F%3D`,
        headers: { 'x-auth-token': fixtureToken, 'x-request-id': 'r-1' },
      },
    ]);
    expect(page.nextStartKey).toBe('g2wAAAACbQAAAAZ4eXphYmNq');
    expect(page.items.map(({ name, accountId }) => [name, accountId])).toEqual([
      ['Bluefin Trading', acme],
      ['Café Ñoño', acme],
    ]);
  });

  test('is all there is where Crossbar does not page, whatever keys come with it', async () => {
    await using harness = await startHarness(success([], { page_size: '0', next_start_key: 'g2w' }));

    const page = await harness.collections.page(channels, scope, firstPage);

    expect(harness.requests).toMatchObject([{ path: `/v2/accounts/${acme}/channels` }]);
    expect(page).toEqual({ items: [], nextStartKey: undefined });
  });

  test.each(['../users', '', acme.toUpperCase()])(
    'of the account %j is refused without a request',
    async (accountId) => {
      await using harness = await startHarness(success([]));

      const error = await rejectionOf(harness.collections.page(users, { ...scope, accountId }, firstPage));

      expect(error.code).toBe('FORBIDDEN');
      expect(harness.requests).toEqual([]);
    },
  );

  test.each([{}, 'text', null, 7])('that is %j is Kazoo not working', async (data) => {
    await using harness = await startHarness(success(data));

    expect((await rejectionOf(harness.collections.page(users, scope, firstPage))).code).toBe('UPSTREAM_UNAVAILABLE');
  });

  test('of a resource that this Kazoo lacks is empty where an account can do without, else unavailable', async () => {
    const missing = { status: 'error', error: '404', message: 'not_found', data: { message: 'not found' } };
    await using harness = await startHarness(answerJson(404, missing));

    expect(await harness.collections.page(queues, scope, firstPage)).toEqual({ items: [], nextStartKey: undefined });
    expect(await rejectionOf(harness.collections.page(registrations, scope, firstPage))).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'This Kazoo does not offer registrations.',
    });
  });

  test('of an account that is no more is FORBIDDEN, also where the resource may be missing', async () => {
    const missing = { status: 'error', error: '404', message: 'bad_identifier', data: { cause: acme } };
    await using harness = await startHarness(answerJson(404, missing));

    expect((await rejectionOf(harness.collections.page(queues, scope, firstPage))).code).toBe('FORBIDDEN');
  });
});

describe('a row', () => {
  test('that does not say which one it is, is left out; nothing else is lost', async () => {
    await using harness = await startHarness(success([{ first_name: 'Nobody' }, null, 'row', { id: anna, email: 7 }]));

    const { items } = await harness.collections.page(users, scope, firstPage);

    expect(items).toMatchObject([{ id: anna, email: '7', username: null }]);
    expect(harness.unreadable).toEqual([]);
  });

  test('knows the text "undefined" and the empty one as nothing', async () => {
    await using harness = await startHarness(
      success([{ contact: 'sip:a', network_ip: 'undefined', network_port: '', realm: '' }]),
    );

    const { items } = await harness.collections.page(registrations, scope, firstPage);

    expect(items).toMatchObject([{ contact: 'sip:a', networkIp: null, networkPort: null, realm: null }]);
    expect(harness.unreadable).toEqual([]);
  });

  test('of a registration is one with that of the same phone and address, and the later one holds', async () => {
    const phone = { username: 'user_1001', realm: 'acme.example.com', contact: 'sip:user_1001@192.0.2.1:5060' };
    await using harness = await startHarness(
      success([
        { ...phone, event_timestamp: 63877485803, user_agent: 'new' },
        { ...phone, event_timestamp: 63877485802, user_agent: 'old' },
        { ...phone, contact: 'sip:user_1001@192.0.2.2:5060', user_agent: 'other' },
      ]),
      ['contact'],
    );

    const { items } = await harness.collections.page(registrations, scope, firstPage);

    expect(items).toMatchObject([
      { contact: null, userAgent: 'other' },
      { contact: null, userAgent: 'new' },
    ]);
    expect(items[0]?.id).not.toBe(items[1]?.id);
    expect(JSON.stringify(items)).not.toContain('192.0.2');
  });

  test('of a registration is also read by the keys that Kazoo 5 leaves where the contact is garbled', async () => {
    await using harness = await startHarness(
      success([
        { Contact: 'garbled', Username: 'user_1001', 'User-Agent': 'Grandstream', 'Owner-ID': anna, Expires: 360 },
      ]),
    );

    const { items } = await harness.collections.page(registrations, scope, firstPage);

    expect(items).toMatchObject([
      {
        contact: 'garbled',
        username: 'user_1001',
        userAgent: 'Grandstream',
        ownerId: anna,
        owners: [anna],
        expiresSeconds: 360,
      },
    ]);
  });

  test('has null for what cannot be read, and it is told', async () => {
    await using harness = await startHarness(
      success([{ uuid: 'a', elapsed_s: [], timestamp: 'noon', answered: 'perhaps' }]),
    );

    const { items } = await harness.collections.page(channels, scope, firstPage);

    expect(items).toMatchObject([{ callId: 'a', elapsedSeconds: null, channelCreatedTime: null, answered: null }]);
    expect(harness.unreadable.toSorted()).toEqual([
      'Channel.answered',
      'Channel.channelCreatedTime',
      'Channel.elapsedSeconds',
    ]);
  });

  test('of a channel is read in both spellings of Kazoo', async () => {
    const detail = { call_id: 'a', other_leg_call_id: 'b', call_direction: 'outbound', is_on_hold: true };
    await using harness = await startHarness(success([detail]));

    const { items } = await harness.collections.page(channels, scope, firstPage);

    expect(items).toMatchObject([{ callId: 'a', otherLegCallId: 'b', callDirection: 'OUTBOUND', isOnHold: true }]);
  });

  test('lacks what is hidden, at every depth and under every name, but says which one it is and whose', async () => {
    const channel = {
      uuid: 'a',
      owner_id: anna,
      direction: 'inbound',
      caller_id_name: 'Anna',
      destination: '100',
      custom_application_vars: { caller_id_name: 'Anna', room: '1' },
    };
    const hiddenKeys = ['call_id', 'uuid', 'owner_*', 'call_direction', 'caller_id_name'];
    await using harness = await startHarness(success([channel]), hiddenKeys);

    const { items } = await harness.collections.page(channels, scope, firstPage);

    expect(items).toMatchObject([
      {
        callId: 'a',
        owners: [anna],
        ownerId: null,
        callDirection: null,
        callerIdName: null,
        destination: '100',
        customApplicationVars: { room: '1' },
      },
    ]);
    expect(harness.unreadable).toEqual([]);
  });

  test('of a conference keeps no PIN, wherever it stands', async () => {
    const pins = { pins: ['1234'] };
    await using harness = await startHarness(
      success([
        { id: anna, pin: '1234', member: pins, moderator: pins, _read_only: { participants: [{ pin: '1234' }] } },
      ]),
    );

    const { items } = await harness.collections.page(conferences, scope, firstPage);

    expect(items).toMatchObject([{ id: anna, members: null }]);
    expect(everythingIn(items)).not.toContain('1234');
  });

  test('of parked calls is its slot; without slots there is none', async () => {
    await using some = await startHarness(success({ slots: { 100: { call_id: 'a', slot: '7' }, 101: 'odd' } }));
    await using none = await startHarness(success({}));

    expect((await some.collections.page(parkedCalls, scope, firstPage)).items).toMatchObject([
      { slot: '100', callId: 'a' },
    ]);
    expect((await none.collections.page(parkedCalls, scope, firstPage)).items).toEqual([]);
  });
});

describe('one document', () => {
  test('is read like a row', async () => {
    await using harness = await startHarness(success({ id: anna, username: 'anna', password: 'secret' }));

    const user = await harness.collections.document(users, scope, anna);

    expect(harness.requests).toMatchObject([{ path: `/v2/accounts/${acme}/users/${anna}` }]);
    expect(user).toMatchObject({ id: anna, username: 'anna', accountId: acme });
    expect(everythingIn(user)).not.toContain('secret');
  });

  test('that is not there is undefined', async () => {
    const missing = { status: 'error', error: '404', message: 'bad_identifier', data: { cause: anna } };
    await using harness = await startHarness(answerJson(404, missing));

    expect(await harness.collections.document(users, scope, anna)).toBeUndefined();
  });

  test.each(['../channels', '', 'a?b', anna.toUpperCase()])('cannot have the id %j, and nobody asks', async (id) => {
    await using harness = await startHarness(success({ id }));

    expect(await harness.collections.document(users, scope, id)).toBeUndefined();
    expect(harness.requests).toEqual([]);
  });

  test('with another id than was asked for is Kazoo not working', async () => {
    await using harness = await startHarness(success({ id: acme }));

    expect((await rejectionOf(harness.collections.document(users, scope, anna))).code).toBe('UPSTREAM_UNAVAILABLE');
  });
});

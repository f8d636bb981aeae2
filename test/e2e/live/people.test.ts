import { describe, expect, test } from 'vitest';
import { type Reader, startHarness } from '../../harness/gateway-harness.ts';
import { callLegs } from './call-legs.ts';
import { pollsOf } from './polled-lists.ts';

interface Person {
  readonly userId: string;
  readonly state: string;
}

interface PeopleData {
  readonly people: { readonly kind: string; readonly people: readonly Person[] };
}

const fields = `id accountId userId firstName lastName state since phonesRegistered
  call { rowId direction otherParty { name number userId } }`;
const subscription = `subscription {
  people { kind people { ${fields} } removed { id reason } gap { reason } cursor takenAt }
}`;

/** Reads on until a person is as wanted. */
async function following(reader: Reader<PeopleData>, isWanted: (person: Person) => boolean): Promise<Person> {
  for (;;) {
    const person = (await reader.next()).data?.people.people.find(isWanted);
    if (person !== undefined) return person;
  }
}

describe.each(['4.3.142', '5'] as const)('on %s', (version) => {
  test('people do what calls, phones and their own wishes say', async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const account = harness.kazoo.directory.account('demo');
    const [ann, bob] = account.users.map(({ id }) => id);
    for (const { id, ownerId } of account.devices) if (ownerId === bob) harness.kazoo.live.unregister(id);
    const reader = harness.subscribe<PeopleData>(harness.clientOf('demo'), subscription);
    const legs = callLegs(harness, 'demo', 'i1', {}, { owner_id: ann ?? '' });

    const first = (await reader.next()).data?.people;
    legs.inbound('CHANNEL_CREATE');
    const ringing = await following(reader, ({ userId }) => userId === ann);
    legs.inbound('CHANNEL_ANSWER');
    const talking = await following(reader, ({ state }) => state === 'TALKING');
    legs.inbound('CHANNEL_DESTROY');
    const resting = await following(reader, ({ userId }) => userId === ann);

    expect(first?.kind).toBe('SNAPSHOT');
    expect(first?.people.map(({ userId }) => userId)).toEqual(account.users.map(({ id }) => id));
    expect(first?.people.find(({ userId }) => userId === ann)).toEqual({
      id: `person/${ann}`,
      accountId: account.id,
      userId: ann,
      firstName: account.users[0]?.firstName,
      lastName: account.users[0]?.lastName,
      state: 'AVAILABLE',
      since: null,
      phonesRegistered: account.devices.filter(({ ownerId }) => ownerId === ann).length,
      call: null,
    });
    expect(first?.people.find(({ userId }) => userId === bob)).toMatchObject({ state: 'OFFLINE', phonesRegistered: 0 });
    expect(ringing).toMatchObject({
      state: 'RINGING',
      since: expect.stringMatching(/Z$/),
      call: { rowId: 'i1', otherParty: { number: '1002' } },
    });
    expect(talking).toMatchObject({ userId: ann, call: { rowId: 'i1' } });
    expect(resting).toMatchObject({ state: 'AVAILABLE', since: expect.stringMatching(/Z$/), call: null });
  });
});

describe('people', () => {
  test('are asked for once for all who show them, and known to who asks once', async () => {
    await using harness = await startHarness();
    const authToken = harness.token('demo');
    const client = harness.client({ connectionParams: { authToken } });
    const readers = Array.from({ length: 20 }, () => harness.subscribe<PeopleData>(client, subscription));
    for (const reader of readers) await reader.next();

    const { body } = await harness.post(
      { query: '{ people { nodes { userId state } cursor takenAt } }' },
      { 'X-Auth-Token': authToken },
    );

    const { users } = harness.kazoo.directory.account('demo');
    expect(body).toMatchObject({
      data: { people: { nodes: users.map(({ id }) => ({ userId: id, state: 'AVAILABLE' })) } },
    });
    // One for the token, and one for the rows.
    expect([pollsOf(harness, 'users'), pollsOf(harness, 'registrations')]).toEqual([2, 2]);
  });

  test.each(['users', 'registrations'])('are shown only to whom Kazoo lists the %s, and no longer', async (list) => {
    await using harness = await startHarness({ settings: { RECHECK_INTERVAL_MS: '100' } });
    const shown = harness.subscribe(harness.clientOf('demo'), subscription);
    await shown.next();
    harness.kazoo.crossbar.faults.failWith(403, { path: new RegExp(`/${list}$|/${list}\\?`) });

    const authToken = harness.kazoo.issueToken({ accountId: harness.accountId('demo') });
    const refused = harness.subscribe(harness.client({ connectionParams: { authToken } }), subscription);

    const forbidden = [{ extensions: { code: 'FORBIDDEN' } }];
    await expect(refused.next()).rejects.toMatchObject(forbidden);
    await expect(shown.next()).rejects.toMatchObject(forbidden);
  });

  test('are shown to no user who may see their own things only', async () => {
    await using harness = await startHarness({ settings: { RESTRICT_USERS: 'true' } });
    const account = harness.kazoo.directory.account('demo');
    const ownerId = account.users.find(({ privLevel }) => privLevel === 'user')?.id ?? '';
    const authToken = harness.kazoo.issueToken({ accountId: account.id, ownerId });

    const reader = harness.subscribe(harness.client({ connectionParams: { authToken } }), subscription);

    await expect(reader.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(harness.kazoo.subscribeRequests).toEqual([]);
  });
});

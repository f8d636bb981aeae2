import { describe, expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import {
  ConferenceRoom,
  type ConferencesData,
  conferencesSubscription,
  followingConferences,
} from './conference-room.ts';

const versions = ['4.3.23', '4.3.142', 'master', '5'] as const;

describe.each(versions)('on %s', (version) => {
  test('a conference fills, changes and empties as its events tell', async () => {
    await using harness = await startHarness({ kazoo: { version } });
    const account = harness.kazoo.directory.account('demo');
    const [document] = account.conferences;
    const room = new ConferenceRoom(harness, 'demo');
    const ann = { callId: 'ann', participantId: 1, ownerId: account.users[0]?.id ?? '', isModerator: true };
    const bob = { callId: 'bob', participantId: 2 };
    const reader = harness.subscribe<ConferencesData>(harness.clientOf('demo'), conferencesSubscription);

    const first = (await reader.next()).data?.conferences;
    room.enter(ann);
    const begun = await followingConferences(reader, ({ conferences }) => conferences.length > 0);
    room.enter(bob);
    const full = await followingConferences(reader, ({ conferences }) => conferences[0]?.participants?.length === 2);
    room.tell('mute-member', bob, { speak: false });
    const muted = await followingConferences(
      reader,
      ({ conferences }) => conferences[0]?.participants?.[1]?.speak === false,
    );
    room.tellRoom('lock');
    const locked = await followingConferences(reader, ({ conferences }) => conferences[0]?.isLocked === true);
    room.leave(ann);
    const left = await followingConferences(reader, ({ conferences }) => conferences[0]?.participants?.length === 1);
    room.leave(bob);
    room.tellRoom('conference-destroy');
    const over = await followingConferences(reader, ({ removed }) => removed.length > 0);

    expect(first).toMatchObject({ kind: 'SNAPSHOT', conferences: [], removed: [], gap: null });
    expect(begun).toMatchObject({ kind: 'CHANGES', removed: [], gap: null });
    expect(begun.conferences).toEqual([
      {
        id: document?.id,
        name: document?.name,
        ownerId: document?.ownerId ?? null,
        conferenceNumbers: [document?.number],
        members: 0,
        moderators: 1,
        isLocked: false,
        durationSeconds: null,
        participants: [
          {
            id: `participant/${room.id}/ann`,
            callId: 'ann',
            participantId: 1,
            callerIdName: 'Ann',
            callerIdNumber: '1001',
            ownerId: ann.ownerId,
            isModerator: true,
            joinTime: expect.stringMatching(/Z$/),
            durationSeconds: null,
            floor: false,
            hear: true,
            speak: true,
            talking: false,
            muteDetect: false,
            energyLevel: expect.toSatisfy((level) => level === null || level === 300),
            currentEnergy: null,
            video: false,
          },
        ],
      },
    ]);
    expect(full.conferences).toMatchObject([{ members: 1, moderators: 1 }]);
    expect(muted.conferences).toMatchObject([{ participants: [{ callId: 'ann', speak: true }, { callId: 'bob' }] }]);
    expect(locked.conferences).toMatchObject([{ id: room.id, members: 1 }]);
    expect(left.conferences).toMatchObject([{ members: 1, moderators: 0, participants: [{ callId: 'bob' }] }]);
    expect(over).toMatchObject({ conferences: [], removed: [{ id: room.id, reason: 'ENDED' }] });
  });

  test('a conference without a document is found by a leg, and shown as its events tell', async () => {
    await using harness = await startHarness({ kazoo: { version }, settings: { REPAIR_INTERVAL_MS: '200' } });
    const { kazoo } = harness;
    const room = new ConferenceRoom(harness, 'demo', 'party');
    const [ann, bob] = [
      { callId: 'ann', participantId: 1 },
      { callId: 'bob', participantId: 2 },
    ];
    for (const { callId } of [ann, bob])
      kazoo.live.addChannel({ accountId: harness.accountId('demo'), callId, interactionId: `${callId}-interaction` });
    const reader = harness.subscribe<ConferencesData>(harness.clientOf('demo'), conferencesSubscription);
    await reader.next();

    room.tellLeg('CHANNEL_ANSWER', ann);
    const topic = expect.stringContaining('.party.');
    await until(() => expect(kazoo.subscribeRequests.map(({ binding }) => binding)).toContainEqual(topic));
    await harness.untilSubscribers(1);
    for (const member of [ann, bob]) room.tell('add-member', member);
    const full = await followingConferences(reader, ({ conferences }) => conferences[0]?.participants?.length === 2);
    // Nobody tells that bob has left, but his leg is up no more.
    kazoo.live.channels.delete('bob');
    const left = await followingConferences(reader, ({ conferences }) => conferences[0]?.participants?.length === 1);
    room.leave(ann);
    const over = await followingConferences(reader, ({ removed }) => removed.length > 0);

    expect(full.conferences).toMatchObject([
      { id: 'party', name: 'party', ownerId: null, conferenceNumbers: null, members: 2, moderators: 0, isLocked: null },
    ]);
    expect(left.conferences).toMatchObject([{ id: 'party', members: 1, participants: [{ callId: 'ann' }] }]);
    expect(over.removed).toEqual([{ id: 'party', reason: 'ENDED' }]);
    expect(kazoo.crossbar.requests.filter(({ path }) => path.endsWith('/participants'))).toEqual([]);
  });
});

describe('conferences', () => {
  test('that run already are shown at once, to all who look with one list and one topic', async () => {
    await using harness = await startHarness();
    const room = new ConferenceRoom(harness, 'demo');
    room.list({ callId: 'ann', participantId: 1 });
    const authToken = harness.token('demo');
    const client = harness.client({ connectionParams: { authToken } });

    const readers = Array.from({ length: 10 }, () =>
      harness.subscribe<ConferencesData>(client, conferencesSubscription),
    );
    const firsts = await Promise.all(readers.map(async (reader) => (await reader.next()).data?.conferences));

    for (const first of firsts)
      expect(first).toMatchObject({
        kind: 'SNAPSHOT',
        conferences: [{ id: room.id, participants: [{ callId: 'ann' }] }],
      });
    const asked = harness.kazoo.crossbar.requests.map(({ path }) => path.slice(path.indexOf('/conferences')));
    // One for the token, and one for the rows.
    expect(asked.filter((path) => path === '/conferences')).toHaveLength(2);
    expect(asked.filter((path) => path.endsWith('/participants'))).toHaveLength(1);
    expect(harness.kazoo.subscribeRequests.map(({ binding }) => binding)).toEqual([
      'call.*.*',
      `conference.event.${room.id}.*`,
    ]);
  });

  test('are told one by one, while somebody is in it', async () => {
    await using harness = await startHarness();
    const { id: accountId } = harness.kazoo.directory.account('demo');
    const other = harness.kazoo.directory.addConference(accountId);
    const room = new ConferenceRoom(harness, 'demo');
    room.list({ callId: 'ann', participantId: 1 });
    const authToken = harness.token('demo');
    const client = harness.client({ connectionParams: { authToken } });
    const read = (id: string) =>
      harness.subscribe(client, `subscription { conference(id: "${id}") { kind conference { id } removed { id } } }`);

    const [here, there] = [read(room.id), read(other.id)];
    const firsts = [await here.next(), await there.next()];
    const { body } = await harness.post(
      { query: `{ conference(id: "${room.id}") { members owner { id } participants { callId } } }` },
      { 'X-Auth-Token': authToken },
    );
    room.leave({ callId: 'ann', participantId: 1 });

    expect(firsts.map(({ data }) => data)).toEqual(
      [[{ id: room.id }], []].map((conference) => ({ conference: { kind: 'SNAPSHOT', conference, removed: [] } })),
    );
    expect((await here.next()).data).toEqual({
      conference: { kind: 'CHANGES', conference: [], removed: [{ id: room.id }] },
    });
    expect(body).toMatchObject({ data: { conference: { members: 1, participants: [{ callId: 'ann' }] } } });
  });

  test('are told anew after a gap, with what was missed', async () => {
    await using harness = await startHarness();
    const room = new ConferenceRoom(harness, 'demo');
    const [ann, bob] = [
      { callId: 'ann', participantId: 1 },
      { callId: 'bob', participantId: 2 },
    ];
    const reader = harness.subscribe<ConferencesData>(harness.clientOf('demo'), conferencesSubscription);
    await reader.next();
    room.enter(ann);
    await followingConferences(reader, ({ conferences }) => conferences.length > 0);

    room.list(bob);
    harness.kazoo.blackhole.dropSockets();
    const anew = await followingConferences(reader, ({ gap }) => gap !== null);

    expect(anew).toMatchObject({
      kind: 'SNAPSHOT',
      conferences: [{ participants: [{ callId: 'ann' }, { callId: 'bob' }] }],
      gap: { reason: 'UPSTREAM_DISCONNECTED' },
    });
  });

  test('are shown only to whom Kazoo lists them, and no longer', async () => {
    await using harness = await startHarness({ settings: { RECHECK_INTERVAL_MS: '100' } });
    const shown = harness.subscribe(harness.clientOf('demo'), conferencesSubscription);
    await shown.next();
    harness.kazoo.crossbar.faults.failWith(403, { path: /\/conferences(\?|$)/ });

    const authToken = harness.kazoo.issueToken({ accountId: harness.accountId('demo') });
    const refused = harness.subscribe(harness.client({ connectionParams: { authToken } }), conferencesSubscription);

    const forbidden = [{ extensions: { code: 'FORBIDDEN' } }];
    await expect(refused.next()).rejects.toMatchObject(forbidden);
    await expect(shown.next()).rejects.toMatchObject(forbidden);
  });

  test('of users who see only what is theirs are their own, and those that they are in', async () => {
    await using harness = await startHarness({ settings: { RESTRICT_USERS: 'true' } });
    const account = harness.kazoo.directory.account('demo');
    const plain = account.users.filter(({ privLevel }) => privLevel === 'user');
    const [guest, stranger] = plain.filter(({ id }) => id !== account.conferences[0]?.ownerId);
    const subscribe = (ownerId = '') => {
      const authToken = harness.kazoo.issueToken({ accountId: account.id, ownerId });
      return harness.subscribe<ConferencesData>(
        harness.client({ connectionParams: { authToken } }),
        conferencesSubscription,
      );
    };
    const [ofGuest, ofStranger] = [subscribe(guest?.id), subscribe(stranger?.id)];
    await Promise.all([ofGuest.next(), ofStranger.next()]);
    const room = new ConferenceRoom(harness, 'demo');
    const others = { callId: 'other', participantId: 1 };
    const own = { callId: 'own', participantId: 2, ownerId: guest?.id ?? '' };

    room.enter(others);
    room.enter(own);
    const entered = await followingConferences(ofGuest, ({ conferences }) => conferences.length > 0);
    room.leave(own);
    const left = await followingConferences(ofGuest, ({ removed }) => removed.length > 0);
    room.enter({ ...others, callId: 'strange', participantId: 3, ownerId: stranger?.id ?? '' });
    const first = (await ofStranger.next()).data?.conferences;

    expect(entered.conferences).toMatchObject([{ participants: [{ callId: 'other' }, { callId: 'own' }] }]);
    expect(left.removed).toEqual([{ id: room.id, reason: 'NO_LONGER_MATCHES' }]);
    expect(first?.conferences).toMatchObject([{ participants: [{ callId: 'other' }, { callId: 'strange' }] }]);
  });

  test.each(['owner { id }', 'participants { owner { id } }'])(
    'tell nobody of %s, which is read with the token of each',
    async (selection) => {
      await using harness = await startHarness();
      const query = `subscription { conferences { conferences { id ${selection} } } }`;

      await expect(harness.subscribe(harness.clientOf('demo'), query).next()).rejects.toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    },
  );
});

import { describe, expect, test } from 'vitest';
import { startHarness } from '../../harness/gateway-harness.ts';
import { type CallsData, callLegs, calls, follow, following, listRequests } from './call-legs.ts';

describe('calls', () => {
  test('are not found by owners that the operator hides', async () => {
    await using harness = await startHarness({ settings: { HIDDEN_DATA_KEYS: 'owner_id' } });
    const reader = await follow(harness);
    const hidden = harness.subscribe<CallsData>(harness.clientOf('demo'), calls, { filter: { ownerIds: ['u1'] } });
    await following(hidden, ({ kind }) => kind === 'SNAPSHOT');

    callLegs(harness, 'demo', 'i1', {}, { owner_id: 'u1' }).inbound('CHANNEL_CREATE');
    await following(reader, ({ calls: [call] }) => call?.id === 'i1');

    const { body } = await harness.post(
      {
        query: '{ all: calls { nodes { from { userId } } } of: calls(filter: { ownerIds: ["u1"] }) { nodes { id } } }',
      },
      { 'X-Auth-Token': harness.token('demo') },
    );
    expect(body).toEqual({ data: { all: { nodes: [{ from: { userId: null } }] }, of: { nodes: [] } } });
    expect(hidden.waiting).toBe(0);
  });

  test('of another account are shown to nobody who may not see it', async () => {
    await using harness = await startHarness();
    const reader = await follow(harness);
    const refused = harness.subscribe(harness.clientOf('demo'), calls, { accountId: harness.accountId('other') });

    callLegs(harness, 'other', 'foreign').inbound('CHANNEL_CREATE');
    callLegs(harness, 'demo', 'own').inbound('CHANNEL_CREATE');

    expect((await following(reader, () => true)).calls.map(({ id }) => id)).toEqual(['own']);
    await expect(refused.next()).rejects.toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('of others are not shown to users who may see their own only', async () => {
    await using harness = await startHarness({ settings: { RESTRICT_USERS: 'true' } });
    const account = harness.kazoo.directory.account('demo');
    const user = account.users.find(({ privLevel }) => privLevel === 'user');
    const authToken = harness.kazoo.issueToken({ accountId: account.id, ownerId: user?.id ?? '' });
    harness.kazoo.live.addChannel({
      accountId: account.id,
      callId: 'own',
      interactionId: 'i1',
      ownerId: user?.id ?? '',
    });
    harness.kazoo.live.addChannel({ accountId: account.id, callId: 'theirs', interactionId: 'i2' });
    const reader = harness.subscribe<CallsData>(harness.client({ connectionParams: { authToken } }), calls);
    const all = await follow(harness);

    const first = await following(reader, ({ kind }) => kind === 'SNAPSHOT');
    callLegs(harness, 'demo', 'i3').inbound('CHANNEL_CREATE');
    await following(all, ({ calls: [call] }) => call?.id === 'i3');
    callLegs(harness, 'demo', 'i4', {}, { owner_id: user?.id ?? '' }).inbound('CHANNEL_CREATE');
    const next = await following(reader, () => true);
    const { body } = await harness.post({ query: '{ calls { nodes { id } } }' }, { 'X-Auth-Token': authToken });

    expect(first.calls.map(({ id }) => id)).toEqual(['i1']);
    expect(next.calls.map(({ id }) => id)).toEqual(['i4']);
    expect(body).toEqual({ data: { calls: { nodes: [{ id: 'i1' }, { id: 'i4' }] } } });
    expect(listRequests(harness)).toBe(1);
  });
});

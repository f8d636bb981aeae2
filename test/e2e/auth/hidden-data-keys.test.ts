import { expect, test } from 'vitest';
import { startStage } from '../../harness/stage.ts';
import { userId } from './restricted-users-stage.ts';

test('with HIDDEN_DATA_KEYS=owner_id, authorizing_id lists do not tell whose a row is either, not even by its neighbours', async () => {
  await using stage = await startStage({ settings: { HIDDEN_DATA_KEYS: 'owner_id, authorizing_id' } });
  const [accountId, ownerId] = [stage.accountId('demo'), userId(stage, 'taro')];
  stage.kazoo.live.addChannel({ accountId, callId: 'a', ownerId });
  const owned = 'nodes { ownerId owner { id } }';
  const query = `{ channels { nodes { callId authorizingId device { id } ownerId owner { id } } }
    devices { ${owned} } registrations { ${owned} } voicemailBoxes { ${owned} } conferences { ${owned} } }`;

  const { body } = await stage.post({ query }, { 'X-Auth-Token': stage.token('demo') });

  const nobodys = { callId: 'a', authorizingId: null, device: null, ownerId: null, owner: null };
  expect(body).toMatchObject({ data: { channels: { nodes: [nobodys] } } });
  expect(body).not.toHaveProperty('errors');
  expect(JSON.stringify(body)).not.toContain(ownerId);
});

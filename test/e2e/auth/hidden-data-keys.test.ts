import { expect, test } from 'vitest';
import { startHarness } from '../../harness/gateway-harness.ts';
import { userId } from './restricted-users-harness.ts';

test('with HIDDEN_DATA_KEYS=owner_id, authorizing_id no row or related document reveals its owner', async () => {
  await using harness = await startHarness({ settings: { HIDDEN_DATA_KEYS: 'owner_id, authorizing_id' } });
  const [accountId, ownerId] = [harness.accountId('demo'), userId(harness, 'taro')];
  harness.kazoo.live.addChannel({ accountId, callId: 'a', ownerId });
  const owned = 'nodes { ownerId owner { id } }';
  const query = `{ channels { nodes { callId authorizingId device { id } ownerId owner { id } } }
    devices { ${owned} } registrations { ${owned} } voicemailBoxes { ${owned} } conferences { ${owned} } }`;

  const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('demo') });

  const nobodys = { callId: 'a', authorizingId: null, device: null, ownerId: null, owner: null };
  expect(body).toMatchObject({ data: { channels: { nodes: [nobodys] } } });
  expect(body).not.toHaveProperty('errors');
  expect(JSON.stringify(body)).not.toContain(ownerId);
});

test('with HIDDEN_DATA_KEYS=realm, created an account hides them by whatever path it is found', async () => {
  await using harness = await startHarness({ settings: { HIDDEN_DATA_KEYS: 'realm, created' } });
  const fields = 'id name realm createdAt enabled';
  const query = `{ account { ${fields} } descendants { nodes { ${fields} } } }`;

  const { body } = await harness.post({ query }, { 'X-Auth-Token': harness.token('reseller') });

  const hidden = { id: expect.any(String), name: expect.any(String), realm: null, createdAt: null, enabled: true };
  const { data } = Object(body);
  expect(body).not.toHaveProperty('errors');
  expect([data.account, ...data.descendants.nodes]).toEqual(
    Array.from({ length: 1 + data.descendants.nodes.length }, () => hidden),
  );
  expect(data.descendants.nodes.length).toBeGreaterThan(0);
});

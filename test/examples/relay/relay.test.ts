import { fetchQuery, requestSubscription } from 'relay-runtime';
import { expect, test, vi } from 'vitest';
import { callLegs } from '../../e2e/live/call-legs.ts';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { compileForRelay } from './relay-documents.ts';
import { createRelayEnvironment } from './relay-environment.ts';

const documents = compileForRelay(`
graphql\`
  query boardLegsQuery {
    channels {
      nodes {
        owner { id username privLevel }
        device { id name owner { id username } }
      }
    }
  }
\`;
graphql\`
  query boardPeopleQuery {
    users { nodes { id username firstName email } }
    devices { nodes { id name macAddress owner { id username } } }
    queues { nodes { id name } }
  }
\`;
graphql\`
  subscription boardCallsSubscription {
    calls { kind calls { id state direction } removed { id reason } }
  }
\`;
`);

test('Relay: the store keeps one of each entity, and both paths read it', async () => {
  const named = await documents;
  await using harness = await startHarness();
  const { users, devices } = harness.kazoo.directory.account('demo');
  const [ownerId = '', deviceId = ''] = [users[1]?.id, devices[1]?.id];
  harness.kazoo.live.addChannel({ accountId: harness.accountId('demo'), callId: 'leg', ownerId, deviceId });
  const environment = createRelayEnvironment(harness.clientOf('demo'));

  const first = await fetchQuery(environment, named('boardLegsQuery'), {}).toPromise();
  const people = await fetchQuery(environment, named('boardPeopleQuery'), {}).toPromise();

  const store = environment.getStore().getSource();
  expect(first).toMatchObject({ channels: { nodes: [{ owner: { id: ownerId }, device: { id: deviceId } }] } });
  expect(people).toMatchObject({
    users: { nodes: expect.arrayContaining([expect.objectContaining({ id: ownerId })]) },
  });
  // Each has the fields of both queries.
  expect(store.get(ownerId)).toMatchObject({
    __typename: 'User',
    username: 'taro',
    privLevel: 'user',
    firstName: '山田',
  });
  expect(store.get(deviceId)).toMatchObject({ __typename: 'Device', macAddress: null, owner: { __ref: ownerId } });
});

test('Relay: a live list keeps its rows in the store, and one that is removed does not replace its row', async () => {
  const named = await documents;
  await using harness = await startHarness();
  const environment = createRelayEnvironment(harness.clientOf('demo'));
  const onNext = vi.fn();
  const onError = vi.fn();

  const watching = requestSubscription(environment, {
    subscription: named('boardCallsSubscription'),
    variables: {},
    onNext,
    onError,
  });
  await until(() => expect(onNext).toHaveBeenCalledOnce());
  const leg = callLegs(harness, 'demo', 'call', { caller_id_name: '', caller_id_number: '1001' });
  leg.inbound('CHANNEL_CREATE');
  leg.inbound('CHANNEL_ANSWER');

  const rows = () => Object.values(environment.getStore().getSource().toJSON());
  const answered = expect.objectContaining({ __typename: 'Call', state: 'ANSWERED' });
  await until(() => expect(rows()).toContainEqual(answered));
  leg.inbound('CHANNEL_DESTROY');
  await until(() =>
    expect(rows()).toContainEqual(expect.objectContaining({ __typename: 'RemovedCall', reason: 'ENDED' })),
  );
  expect(rows()).toContainEqual(answered);
  expect(onError).not.toHaveBeenCalled();
  watching.dispose();
});

import { cacheExchange } from '@urql/exchange-graphcache';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { expect, test } from 'vitest';
import { keys } from '../../src/client/index.ts';
import { type Harness, startHarness } from '../harness/gateway-harness.ts';
import { createApolloClient } from './apollo-client.ts';
import { CurrentLegs, PeopleAndPhones } from './documents.ts';
import type { CurrentLegsQuery, PeopleAndPhonesQuery } from './generated/graphql.ts';
import { createUrqlClient } from './urql-client.ts';

type Leg = NonNullable<CurrentLegsQuery['channels']>['nodes'][number];

test('graphql-ws: a user and a device are the same as neighbours of a call and in their lists', async () => {
  await using harness = await startHarness();
  call(harness);
  const client = harness.clientOf('demo');

  const { channels } = await ask<CurrentLegsQuery>(client, print(CurrentLegs));
  const { users, devices } = await ask<PeopleAndPhonesQuery>(client, print(PeopleAndPhones));

  const [leg] = channels?.nodes ?? [];
  const person = users?.nodes.find(({ id }) => id === leg?.owner?.id);
  const phone = devices?.nodes.find(({ id }) => id === leg?.device?.id);
  expect(leg?.owner).toMatchObject({ username: 'taro', firstName: '山田', privLevel: 'user' });
  expect(person).toMatchObject(leg?.owner ?? {});
  expect(phone).toMatchObject({ ...leg?.device, owner: leg?.owner });
});

test('Apollo Client: the normalised cache keeps one of each, and both paths read it', async () => {
  await using harness = await startHarness();
  call(harness);
  const apollo = createApolloClient(harness.clientOf('demo'));

  const { data: first } = await apollo.query({ query: CurrentLegs });
  await apollo.query({ query: PeopleAndPhones });

  const again = apollo.readQuery({ query: CurrentLegs });
  const { owner, device } = legOf(first);
  const kept = Object(apollo.cache.extract());
  expect(again).toEqual(first);
  // Each has the fields of both queries.
  expect(kept[`User:${owner?.id}`]).toMatchObject({ ...owner, email: expect.any(String) });
  expect(kept[`Device:${device?.id}`]).toMatchObject({
    ...device,
    macAddress: null,
    owner: { __ref: `User:${owner?.id}` },
  });
  apollo.stop();
});

test('urql: Graphcache keeps one of each, and finds what the other query loaded without asking', async () => {
  await using harness = await startHarness();
  call(harness);
  const urql = createUrqlClient(harness.url, harness.clientOf('demo'), [cacheExchange({ keys })]);

  const first = await urql.query(CurrentLegs, {}).toPromise();
  await urql.query(PeopleAndPhones, {}).toPromise();
  const requests = harness.kazoo.crossbar.requests.length;
  const again = await urql.query(CurrentLegs, {}, { requestPolicy: 'cache-only' }).toPromise();

  expect(harness.kazoo.crossbar.requests).toHaveLength(requests);
  expect(first.error).toBeUndefined();
  expect(legOf(first.data).owner).toMatchObject({ username: 'taro' });
  expect(again).toMatchObject({ data: first.data, stale: false });
});

/** A leg of the second user and that user's phone. */
function call({ kazoo, accountId }: Harness): void {
  const { users, devices } = kazoo.directory.account('demo');
  const ownerId = users[1]?.id ?? '';
  const deviceId = devices[1]?.id ?? '';
  kazoo.live.addChannel({ accountId: accountId('demo'), callId: 'leg', ownerId, deviceId });
}

function legOf(data: CurrentLegsQuery | undefined): Leg {
  const leg = data?.channels?.nodes[0];
  if (leg === undefined) throw new Error('There is no call');
  return leg;
}

async function ask<Data>(client: Client, query: string): Promise<Data> {
  for await (const { data } of client.iterate<Data>({ query })) if (data) return data;
  throw new Error('There was no answer');
}

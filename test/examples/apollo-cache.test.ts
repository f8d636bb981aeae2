import { ApolloClient, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { possibleTypes } from '../../src/client/index.ts';
import { type Harness, startHarness, until } from '../harness/gateway-harness.ts';
import { createApolloClient } from './apollo-client.ts';
import { WatchCalls } from './documents.ts';

const events = 500;

/** Watches `events` calls, then stops. */
async function watchEvents(
  harness: Harness,
  apollo: ApolloClient,
  fetchPolicy: 'no-cache' | 'network-only',
): Promise<void> {
  let seen = 0;
  const subscription = apollo.subscribe({ query: WatchCalls, fetchPolicy }).subscribe(() => {
    seen += 1;
  });
  await harness.untilSubscribers(1);
  for (let number = 0; number < events; number += 1) {
    harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: String(number) });
  }
  await until(() => expect(seen).toBe(events));
  subscription.unsubscribe();
}

function cachedEvents({ cache }: ApolloClient): string[] {
  return Object.keys(Object(cache.extract())).filter((key) => key.startsWith('CallEvent:'));
}

test('without typePolicies Apollo Client keeps every event until the application collects the garbage', async () => {
  await using harness = await startHarness();
  const apollo = new ApolloClient({
    link: new GraphQLWsLink(harness.clientOf('demo')),
    cache: new InMemoryCache({ possibleTypes }),
  });

  await watchEvents(harness, apollo, 'network-only');

  expect(cachedEvents(apollo)).toHaveLength(events);
  apollo.cache.gc();
  expect(cachedEvents(apollo)).toHaveLength(1);
});

test.each(['network-only', 'no-cache'] as const)('with typePolicies and %s no event is kept', async (fetchPolicy) => {
  await using harness = await startHarness();
  const apollo = createApolloClient(harness.clientOf('demo'));

  await watchEvents(harness, apollo, fetchPolicy);

  expect(cachedEvents(apollo)).toEqual([]);
});

test('without possibleTypes the cache loses what a fragment on Event selects', () => {
  const query = parse('{ event { __typename id ...Named } } fragment Named on Event { name }');
  const data = { event: { __typename: 'CallEvent', id: '1', name: 'CHANNEL_CREATE' } };

  const read = [{ possibleTypes }, {}].map((options) => {
    const cache = new InMemoryCache(options);
    cache.writeQuery({ query, data });
    return cache.readQuery({ query });
  });

  expect(read).toEqual([data, { event: { __typename: 'CallEvent', id: '1' } }]);
});

import { readFileSync } from 'node:fs';
import { InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { buildSchema, isNonNullType, isObjectType, parse } from 'graphql';
import { expect, test, vi } from 'vitest';
import { keys, possibleTypes, typePolicies } from '../../src/client/index.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const rootTypes = ['Query', 'Mutation', 'Subscription'];
const types = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter(({ name }) => !name.startsWith('__') && !rootTypes.includes(name));
const unkeyed = types.filter(
  (type) =>
    !isNonNullType(type.getFields()['id']?.type) ||
    // What is told once, with what may have been missed before it.
    type.getFields()['gap'] !== undefined ||
    type.name.startsWith('Removed'),
);

test('caches keep by its id what has one, but events and removed rows', () => {
  const cache = new InMemoryCache({ possibleTypes, typePolicies });
  const keyed = types.filter(({ name }) => cache.identify({ __typename: name, id: '1' }) === `${name}:1`);

  expect(unkeyed.length).toBeGreaterThan(10);
  expect(Object.keys(typePolicies).toSorted()).toEqual(unkeyed.map(({ name }) => name).toSorted());
  expect(keyed).toEqual(types.filter((type) => !unkeyed.includes(type)));
  expect(Object.keys(keys)).toEqual(Object.keys(typePolicies));
});

test("with Apollo's `typePolicies`, events do not pile up in the cache", () => {
  const query = parse('subscription { callEvents { __typename id callId } }');
  const kept = [{ typePolicies }, {}].map((options) => {
    const cache = new InMemoryCache({ possibleTypes, ...options });
    for (const id of ['1', '2', '3']) {
      const data = { callEvents: { __typename: 'CallEvent', id, callId: 'c' } };
      cache.write({ query, dataId: 'ROOT_SUBSCRIPTION', result: data });
    }
    return Object.keys(cache.extract()).filter((key) => key.startsWith('CallEvent'));
  });

  expect(kept).toEqual([[], ['CallEvent:1', 'CallEvent:2', 'CallEvent:3']]);
});

test("with Graphcache's `keys`, it warns of no type that it cannot key", async () => {
  using warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const call = { __typename: 'Channel', id: 'c', callId: 'c' };
  const data = { channels: { __typename: 'ChannelSnapshot', takenAt: '2026-03-01T12:00:00.000Z', nodes: [call] } };
  const ask = async (options: object): Promise<unknown> => {
    const client = new Client({
      url: 'http://localhost/graphql',
      fetch: async () => Response.json({ data }),
      preferGetMethod: false,
      exchanges: [cacheExchange(options), fetchExchange],
    });
    return (await client.query('{ channels { takenAt nodes { id callId } } }', {})).data;
  };

  expect(await ask({ keys })).toMatchObject({ channels: { nodes: [{ callId: 'c' }] } });
  expect(warn.mock.calls).toEqual([]);
  await ask({});

  expect(warn.mock.calls[0]?.[0]).toContain('ChannelSnapshot');
});

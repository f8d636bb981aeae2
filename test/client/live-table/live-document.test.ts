import { readFileSync } from 'node:fs';
import { buildSchema, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { liveTable, resumable } from '../../../src/client/index.ts';
import { SinkDouble, SubscribingClientDouble } from '../harness/subscribing-client-double.ts';

const schema = buildSchema(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'));

test.each([
  'subscription { calls { kind calls { id } removed { id } } }',
  'subscription ($a: ID) { board: calls(accountId: $a, filter: { b: c }) { kind calls { id n: x } removed { id } } }',
  'fragment Row on Call { who: from { name } id } subscription { calls { removed { id } kind calls { ...Row } } }',
  'fragment Row on Call { id from { who: name } } subscription { calls { removed { id } kind calls { ...Row } } }',
  'subscription { calls { kind calls { id legs { id: callId } } removed { id } } }',
  '# { x: kind }\nsubscription @live { calls { __typename,kind,calls { id },removed { id } } }',
])('a live table can be made of %s', (query) => {
  expect(() => liveTable(new SubscribingClientDouble(), { query })).not.toThrow();
});

test.each([
  ['{ calls { kind calls { id } removed { id } } }', 'give a subscription'],
  ['subscription ($after: String) { callEvents(after: $after) { cursor } }', 'select `kind`'],
  ['subscription { calls(kind: X) { calls { id } removed { id } } }', 'select `kind`'],
  ['subscription { calls { kind: cursor calls { id } removed { id } } }', 'select `kind`'],
  ['subscription { calls { kind calls { id } } } # removed', 'select `removed { id }`'],
  ['subscription { calls { kind rows: calls { id } removed { id } } }', '`rows: calls` under its own name'],
  [
    'fragment R on Call { id } subscription { calls { kind x: calls { ...R } removed { id } } }',
    '`x: calls` under its own name',
  ],
  ['subscription { calls { kind calls { id: startedAt } removed { id } } }', '`id: startedAt` under its own name'],
  [
    'subscription { calls(filter: { a: b }) { kind calls { id } gone : removed { id } } }',
    '`gone : removed` under its own name',
  ],
])('no live table can be made of %s', (query, words) => {
  expect(() => liveTable(new SubscribingClientDouble(), { query })).toThrow(TypeError);
  expect(() => liveTable(new SubscribingClientDouble(), { query })).toThrow(words);
});

test('a resumable client hands a live list on as it is, and still asks events for what resuming needs', () => {
  const client = new SubscribingClientDouble();
  const wrapped = resumable(client, { onGap: () => undefined });

  wrapped.subscribe({ query: 'subscription { calls { kind calls { id } removed { id } } }' }, new SinkDouble());

  expect(client).toMatchObject({ sent: [undefined], pingListeners: 0 });
  for (const query of ['subscription { callEvents { callId } }', 'subscription ($kind: ID) { callEvents { callId } }'])
    expect(() => wrapped.subscribe({ query }, new SinkDouble())).toThrow(TypeError);
});

test('only updates of live lists have a field `kind`, by which `resumable` knows them', () => {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const withKind = types.filter(({ name }) => !name.startsWith('__')).filter((type) => 'kind' in type.getFields());

  expect(withKind.filter((type) => !('removed' in type.getFields()))).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import type { RawClient } from '../../harness/raw-client.ts';
import { startWebSocketHarness, type WebSocketHarness } from './harness/websocket-harness.ts';

/** A sibling that runs before the bad operation, and must run on after it. */
async function startSibling(harness: WebSocketHarness, client: RawClient): Promise<() => Promise<void>> {
  client.subscribe('sibling', 'subscription { events(topics: ["sibling"]) }');
  const topic = await harness.topic('sibling');
  topic.becomeLive();
  return async () => {
    topic.emit(7);
    expect(await client.settled()).toEqual([{ type: 'next', id: 'sibling', payload: { data: { events: 7 } } }]);
  };
}

/**
 * A message whose variable `v` is as deep as a message of the allowed size can be; `JSON.stringify`
 * could not write it.
 */
function deepMessage(id: string, query: string): string {
  const depth = 40_000;
  const variables = `{"v":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  return `{"type":"subscribe","id":"${id}","payload":{"query":${JSON.stringify(query)},"variables":${variables}}}`;
}

describe('an operation that cannot run is answered with an error, and its siblings go on', () => {
  test.each<readonly [what: string, query: string, rest: Readonly<Record<string, unknown>>, code: string]>([
    ['is no GraphQL', 'subscription {', {}, 'GRAPHQL_PARSE_FAILED'],
    ['is empty', '', {}, 'GRAPHQL_PARSE_FAILED'],
    ['is nested too deeply to be read', '{ok '.repeat(20_000), {}, 'GRAPHQL_PARSE_FAILED'],
    ['asks for a field that does not exist', '{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['has two root fields', 'subscription { broken events(topics: []) }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['names no operation of the document', 'query A { ok }', { operationName: 'B' }, 'BAD_USER_INPUT'],
    ['does not say which operation', 'query A { ok } query B { ok }', {}, 'BAD_USER_INPUT'],
    ['holds no operation', 'fragment F on Query { ok }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'has a variable of the wrong type',
      'subscription ($t: [String!]!) { events(topics: $t) }',
      { variables: { t: { a: 1 } } },
      'BAD_USER_INPUT',
    ],
    ['lacks a variable', 'subscription ($t: [String!]!) { events(topics: $t) }', { variables: null }, 'BAD_USER_INPUT'],
    ['is refused', 'subscription { events(topics: ["t"], account: "x") }', {}, 'UNAUTHENTICATED'],
    ['has a bad argument', 'subscription { events(topics: ["#"]) }', {}, 'BAD_USER_INPUT'],
    ['throws', 'subscription { broken }', {}, 'INTERNAL_SERVER_ERROR'],
  ])('when it %s', async (_what, query, rest, code) => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();
    const expectSiblingToGoOn = await startSibling(harness, client);

    client.subscribe('bad', query, rest);
    const answer = await client.next();

    expect(answer).toMatchObject({ type: 'error', id: 'bad', payload: [{ extensions: { code } }] });
    expect(JSON.stringify(answer)).not.toContain('secret');
    await expectSiblingToGoOn();
    expect([harness.fanout.subscribers, harness.unexpected]).toEqual([1, []]);
  });
});

describe('very deep variables', () => {
  test.each([
    'subscription ($v: [String!]!) { events(topics: $v) }',
    'query ($v: JSON) { ok echo(value: [$v]) @skip(if: true) }',
  ])('of %s are answered with an error, and its siblings go on', async (query) => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();
    const expectSiblingToGoOn = await startSibling(harness, client);

    client.sendText(deepMessage('deep', query));

    expect(await client.next()).toMatchObject({
      type: 'error',
      id: 'deep',
      payload: [{ message: 'Variables must not nest more than 100 deep.', extensions: { code: 'BAD_USER_INPUT' } }],
    });
    await expectSiblingToGoOn();
    expect([harness.fanout.subscribers, harness.unexpected, harness.logged]).toEqual([1, [], []]);
  });
});

describe('a query that fails is answered with its errors, and its siblings go on', () => {
  test('masked when a resolver throws what nobody foresaw, which is logged once', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();
    const expectSiblingToGoOn = await startSibling(harness, client);

    client.subscribe('bad', '{ ok broken }');

    expect(await client.take(2)).toEqual([
      {
        type: 'next',
        id: 'bad',
        payload: {
          data: { ok: 'ok', broken: null },
          errors: [
            {
              message: 'Unexpected error. It has been logged.',
              locations: [{ line: 1, column: 6 }],
              path: ['broken'],
              extensions: { code: 'INTERNAL_SERVER_ERROR' },
            },
          ],
        },
      },
      { type: 'complete', id: 'bad' },
    ]);
    expect(harness.logged).toMatchObject([{ message: 'secret words' }]);
    await expectSiblingToGoOn();
  });

  test('masked when its result cannot be written as JSON', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.subscribe('1', '{ unwritable }');
    client.subscribe('2', '{ ok }');

    expect(await client.take(3)).toMatchObject([
      { type: 'error', id: '1', payload: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
      { type: 'next', id: '2', payload: { data: { ok: 'ok' } } },
      { type: 'complete', id: '2' },
    ]);
    expect(harness.logged).toHaveLength(1);
  });

  test('in its own words when it was foreseen', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.subscribe('bad', '{ refused }');

    expect(await client.next()).toMatchObject({
      payload: { data: { refused: null }, errors: [{ message: 'You may not.', extensions: { code: 'FORBIDDEN' } }] },
    });
    expect(harness.logged).toEqual([]);
  });

  test('when a variable has the wrong type', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.subscribe('bad', 'mutation ($a: String!) { become(account: $a) }', { variables: { a: 1 } });

    expect(await client.take(2)).toMatchObject([
      { type: 'next', id: 'bad', payload: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } },
      { type: 'complete', id: 'bad' },
    ]);
  });
});

test('operations of one packet are answered each for itself, whatever the others do', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();

  for (const [id, query] of Object.entries({ a: '{', b: '{ ok }', c: '{ broken }', d: 'subscription { broken }' })) {
    client.subscribe(id, query);
  }

  const received = await client.take(6);
  const answers = received.filter(({ type }) => type !== 'complete').map(({ id, type }) => `${id} ${type}`);
  expect(answers.sort()).toEqual(['a error', 'b next', 'c next', 'd error']);
});

import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from '../raw-client.ts';
import { type Stage, startStage } from '../stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

const asJson = { headers: { 'Content-Type': 'application/json', Accept: 'application/json' } };

const audits = serverAudits({ url: () => stage.url, fetchFn: fetch });

// The audit of graphql-http for servers (GraphQL over HTTP); it tells MUST, SHOULD and MAY apart in its names.
test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s: %s', async (_id, _name, audit) => {
  expect(await audit.fn()).toMatchObject({ status: 'ok' });
});

describe('a request that cannot be executed is BAD_USER_INPUT, and has a status that says so', () => {
  const twoOperations = 'query A { __typename } query B { __typename }';

  test.each<readonly [status: number, what: string, body: string]>([
    [400, 'is empty', ''],
    [400, 'is no JSON', '{'],
    [400, 'is no object', '7'],
    [400, 'is a batch', '[{"query":"{ __typename }"}]'],
    [400, 'has no query', '{}'],
    [400, 'has a query that is no text', '{"query":7}'],
    [400, 'has variables that are no object', '{"query":"{ __typename }","variables":[]}'],
    [400, 'has what nobody knows', '{"query":"{ __typename }","nothing":7}'],
    [400, 'does not say which operation', JSON.stringify({ query: twoOperations })],
    [400, 'names an operation that is not there', JSON.stringify({ query: twoOperations, operationName: 'C' })],
    [413, 'is too large', JSON.stringify({ query: '{ __typename }', variables: { filler: 'x'.repeat(200_000) } })],
  ])('%d when it %s', async (status, _what, body) => {
    const response = await fetch(stage.url, { ...asJson, method: 'POST', body });

    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  test.each(['variables', 'extensions'])('400 when the URL has %s that are no JSON', async (name) => {
    const response = await fetch(`${stage.url}?query={__typename}&${name}={"secret"`, asJson);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});

test.each(['{', '{ nothing }'])(
  'what yoga notes of the errors in %s for its answer is in no other answer',
  async (query) => {
    await stage.post({ query });
    await using client = await RawClient.ready(stage.webSocketUrl);

    client.subscribe('1', query);

    const { payload } = await client.next();
    expect(payload).toMatchObject([{ extensions: {} }]);
    expect(payload).not.toMatchObject([{ extensions: { http: expect.anything() } }]);
  },
);

describe('an answer without data is a 400 for those who accept application/graphql-response+json, and a 200 for others', () => {
  test.each([
    ['a persisted query that nobody knows', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
    ['a refused subscription', { query: 'subscription { callEvents { name } }' }],
  ])('when it is %s', async (_what, body) => {
    const statusFor = async (accept: string): Promise<number> => {
      const headers = { ...asJson.headers, Accept: `${accept}, text/event-stream` };
      const response = await fetch(stage.url, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(response.headers.get('content-type')).toContain(accept);
      expect(await response.json()).toEqual({ errors: [expect.anything()] });
      return response.status;
    };

    expect(await statusFor('application/graphql-response+json')).toBe(400);
    expect(await statusFor('application/json')).toBe(200);
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness/gateway-harness.ts';
import { RawClient } from '../harness/raw-client.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness[Symbol.asyncDispose]());

const asJson = { headers: { 'Content-Type': 'application/json', Accept: 'application/json' } };

const audits = serverAudits({ url: () => harness.url, fetchFn: fetch });

// The audit of graphql-http for servers (GraphQL over HTTP); it tells MUST, SHOULD and MAY apart in its names.
test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s: %s', async (_id, _name, audit) => {
  expect(await audit.fn()).toMatchObject({ status: 'ok' });
});

describe('a request that cannot be executed is BAD_USER_INPUT, and has a status that says so', () => {
  test.each<readonly [status: number, what: string, body: string]>([
    [400, 'is empty', ''],
    [400, 'is no JSON', '{'],
    [400, 'is no object', '7'],
    [400, 'is a batch', '[{"query":"{ __typename }"}]'],
    [400, 'has no query', '{}'],
    [400, 'has a query that is not a string', '{"query":7}'],
    [400, 'has variables that are no object', '{"query":"{ __typename }","variables":[]}'],
    [400, 'has an operationName that is not a string', '{"query":"{ __typename }","operationName":7}'],
    [400, 'has what nobody knows', '{"query":"{ __typename }","nothing":7}'],
    [413, 'is too large', JSON.stringify({ query: '{ __typename }', variables: { filler: 'x'.repeat(200_000) } })],
  ])('%d when it %s', async (status, _what, body) => {
    const response = await fetch(harness.url, { ...asJson, method: 'POST', body });

    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  test.each(['variables', 'extensions'])('400 when the URL has %s that are not JSON', async (name) => {
    const response = await fetch(`${harness.url}?query={__typename}&${name}={"secret"`, asJson);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});

describe('a body is taken', () => {
  const body = JSON.stringify({ query: '{ __typename }' });

  test.each([
    ['with a byte order mark before it', {}, `\uFEFF${body}`],
    ['with the encoding that changes nothing', { 'Content-Encoding': 'identity' }, body],
    ['with an operationName that is empty', {}, JSON.stringify({ query: '{ __typename }', operationName: '' })],
    ['with a query that has a name, too', {}, JSON.stringify({ query: 'query A { __typename }', operationName: '' })],
  ])('%s', async (_how, headers, text) => {
    const response = await fetch(harness.url, {
      method: 'POST',
      headers: { ...asJson.headers, ...headers },
      body: text,
    });

    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test('without a byte order mark only once', async () => {
    const response = await fetch(harness.url, { ...asJson, method: 'POST', body: `\uFEFF\uFEFF${body}` });

    expect(response.status).toBe(400);
  });

  test.each(['gzip', 'br', 'GZIP', 'deflate, identity'])(
    'not with Content-Encoding %s: 415 says so',
    async (encoding) => {
      const headers = { ...asJson.headers, 'Content-Encoding': encoding };

      const response = await fetch(harness.url, { method: 'POST', headers, body: gzipSync(body) });

      expect(response.status).toBe(415);
      expect(response.headers.get('accept-encoding')).toBe('identity');
      expect(await response.json()).toEqual({
        errors: [{ message: expect.stringContaining('Content-Encoding'), extensions: { code: 'BAD_USER_INPUT' } }],
      });
    },
  );
});

test('an operationName that is empty counts as none in a URL and over WebSocket, too', async () => {
  const response = await fetch(`${harness.url}?query={__typename}&operationName=`, asJson);
  await using client = await RawClient.ready(harness.webSocketUrl);
  client.subscribe('1', 'query A { __typename }', { operationName: '' });

  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  expect(await client.next()).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } });
});

describe('a token in the headers of an upgrade', () => {
  const viewer = '{ viewer { accountId } }';

  test.each([
    ['X-Auth-Token', (token: string) => token],
    ['Authorization', (token: string) => `Bearer ${token}`],
  ])('as %s counts when connection_init has none', async (name, value) => {
    const headers = { [name]: value(harness.token('demo')) };
    await using client = await RawClient.ready(harness.webSocketUrl, {}, { headers });

    client.subscribe('1', viewer);

    expect(await client.next()).toMatchObject({
      payload: { data: { viewer: { accountId: harness.accountId('demo') } } },
    });
  });

  test('does not count beside one in connection_init', async () => {
    const headers = { 'X-Auth-Token': harness.token('demo') };
    await using client = await RawClient.ready(
      harness.webSocketUrl,
      { authToken: harness.token('other') },
      { headers },
    );

    client.subscribe('1', viewer);

    expect(await client.next()).toMatchObject({
      payload: { data: { viewer: { accountId: harness.accountId('other') } } },
    });
  });

  test('is none when a browser repeats the password for a proxy there', async () => {
    const headers = { Authorization: 'Basic YTpi' };
    await using client = await RawClient.ready(harness.webSocketUrl, {}, { headers });

    client.subscribe('1', viewer);

    expect(await client.next()).toMatchObject({ payload: { data: { viewer: null } } });
  });

  test('that cannot be used closes the connection, and says so', async () => {
    await using client = await RawClient.open(harness.webSocketUrl, { headers: { Authorization: 'Bearer nonsense' } });

    client.init();

    expect(await client.closed()).toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED' });
  });
});

test.each(['{', '{ nothing }'])(
  'what yoga notes of the errors in %s for its answer is in no other answer',
  async (query) => {
    await harness.post({ query });
    await using client = await RawClient.ready(harness.webSocketUrl);

    client.subscribe('1', query);

    const { payload } = await client.next();
    expect(payload).toMatchObject([{ extensions: {} }]);
    expect(payload).not.toMatchObject([{ extensions: { http: expect.anything() } }]);
  },
);

describe('an answer without data has status 400 as application/graphql-response+json, otherwise 200', () => {
  const twoOperations = 'query A { __typename } query B { __typename }';
  const withVariable = 'query ($id: ID!) { account(id: $id) { id } }';

  test.each([
    ['a persisted query that nobody knows', { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }],
    ['a refused subscription', { query: 'subscription { callEvents { name } }' }],
    ['without a word which operation', { query: twoOperations }],
    ['with the name of an operation that is not there', { query: twoOperations, operationName: 'C' }],
    ['without a variable that it needs', { query: withVariable }],
    ['with a variable of another type', { query: withVariable, variables: { id: {} } }],
  ])('when it is %s', async (_what, body) => {
    const statusFor = async (accept: string): Promise<number> => {
      const headers = { ...asJson.headers, Accept: `${accept}, text/event-stream` };
      const response = await fetch(harness.url, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(response.headers.get('content-type')).toContain(accept);
      expect(await response.json()).toEqual({ errors: [expect.anything()] });
      return response.status;
    };

    expect(await statusFor('application/graphql-response+json')).toBe(400);
    expect(await statusFor('application/json')).toBe(200);
  });
});

describe('an answer is of the type that the client likes best, among those there are', () => {
  const json = 'application/json';
  const graphql = 'application/graphql-response+json';
  const stream = 'text/event-stream';

  test.each([
    [json, '*/*'],
    [json, ''],
    [json, `${json}, ${graphql};q=0.9`],
    [json, `${graphql};q=0.9, ${json}`],
    [graphql, `${graphql}, ${json};q=0.9`],
    [graphql, `${json};q=0, */*`],
    [json, `${stream};q=0, ${json}`],
    [json, `${stream};q=0.5, ${json}`],
    [stream, `${json};q=0.5, ${stream}`],
    [stream, `${stream}; charset=UTF-8`],
    [json, `${json}, text/html;q=0.5`],
    [json, `multipart/mixed; boundary=graphql, ${json};q=0.1`],
  ])('%s of %s', async (type, accept) => {
    const response = await fetch(`${harness.url}?query={__typename}`, { headers: { Accept: accept } });

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(new RegExp(`^${type.replace('+', '\\+')}(;|$)`));
    expect(await response.text()).toContain('{"data":{"__typename":"Query"}}');
  });

  test('any for a header of thousands of types, which nobody reads', async () => {
    const accept = `${stream}, ${'a/b, '.repeat(2_000)}`;

    const response = await fetch(`${harness.url}?query={__typename}`, { headers: { Accept: accept } });

    expect(response.headers.get('content-type')).toContain(json);
  });

  test.each(['image/png', `${json};q=0`, `${json};charset=utf-16`, 'nonsense'])(
    'none of %s: 406 says what there is',
    async (accept) => {
      const body = JSON.stringify({ query: '{ __typename }' });

      const response = await fetch(harness.url, {
        method: 'POST',
        headers: { ...asJson.headers, Accept: accept },
        body,
      });

      expect(response.status).toBe(406);
      expect(await response.json()).toEqual({
        errors: [{ message: expect.stringContaining(json), extensions: { code: 'BAD_USER_INPUT' } }],
      });
    },
  );
});

test('a subscription is streamed to clients that prefer other types, unless they accept no stream', async () => {
  const query = 'subscription { callEvents { name } }';
  const subscribe = (accept: string) =>
    harness.sse({ query }, { Accept: accept, 'X-Auth-Token': harness.token('demo') });

  const refused = await subscribe('text/event-stream;q=0, application/json');
  const streaming = await subscribe('application/json, text/event-stream;q=0.5');

  expect(refused.response.status).toBe(406);
  expect(streaming.response.headers.get('content-type')).toContain('text/event-stream');
  streaming.abort();
  await harness.untilSubscribers(0);
});

const strangeHosts = [
  'a b',
  '[::',
  '%zz',
  'a:b:c',
  'localhost/graphql?query={__schema{types{name}}}#',
  'me@localhost',
  'localhost\r\nHost: localhost',
];

test.each(strangeHosts)(
  'a request whose header Host is %j, which names not one host, is refused, and that is no error of ours',
  async (host) => {
    const socket = connect(Number(new URL(harness.url).port), '127.0.0.1');

    socket.write(`GET /graphql?query={__typename} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);

    const [data] = await once(socket, 'data');
    socket.destroy();
    expect(String(data)).toMatch(/^HTTP\/1\.1 400 .*"code":"BAD_USER_INPUT"/s);
  },
);

test.each(['http://gateway.example.com', 'HTTPS://gateway.example.com:8443', 'http://x:99999', ''])(
  'the target of a request may be a path or a whole URL: %s/graphql',
  async (origin) => {
    const { port } = new URL(harness.url);
    const socket = connect(Number(port), '127.0.0.1');

    socket.write(`GET ${origin}/graphql?query={__typename} HTTP/1.1\r\nHost: gateway.example.com\r\n\r\n`);

    const [data] = await once(socket, 'data');
    socket.destroy();
    expect(String(data)).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\n\{"data":\{"__typename":"Query"\}\}$/s);
  },
);

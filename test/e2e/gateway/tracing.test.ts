import { SpanStatusCode } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { beforeEach, expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { RawClient } from '../../harness/raw-client.ts';

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
beforeEach(() => exporter.reset());

function spansNamed(name: string): readonly ReadableSpan[] {
  return exporter.getFinishedSpans().filter((span) => span.name === name);
}

/** The names of the child spans. */
function childrenOf(parent: ReadableSpan | undefined): readonly string[] {
  return exporter
    .getFinishedSpans()
    .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent?.spanContext().spanId)
    .map(({ name }) => name);
}

test('a login is a span with the request to Crossbar as its child', async () => {
  await using harness = await startHarness();
  const query = 'mutation { login(input: { accountName: "demo", username: "demo", password: "demo" }) { accountId } }';

  await harness.post({ query }, { 'X-Request-ID': 'request-1' });

  const [login] = spansNamed('login');
  expect(login?.attributes).toEqual({ 'kazoo.request_id': 'request-1' });
  expect(login?.status.code).toBe(SpanStatusCode.UNSET);
  expect(childrenOf(login)).toContain('PUT /user_auth');
});

test('a failed login records the code and nothing else of the login', async () => {
  await using harness = await startHarness();
  const query = 'mutation { login(input: { accountName: "demo", username: "demo", password: "wrong" }) { accountId } }';

  await harness.post({ query });

  expect(spansNamed('login')[0]?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'INVALID_CREDENTIALS' });
});

test.each(['websocket', 'sse'])(
  'a subscription over %s is a span, and the check of its token a part of it',
  async (over) => {
    await using harness = await startHarness();
    const query = 'subscription { callEvents { name } }';
    await using client = await RawClient.ready(harness.webSocketUrl, {}, { headers: { 'X-Request-ID': 'request-1' } });
    if (over === 'sse')
      await harness.sse({ query }, { 'X-Auth-Token': harness.token('demo'), 'X-Request-ID': 'request-1' });
    else {
      client.subscribe(
        '1',
        'mutation { login(input: { accountName: "demo", username: "demo", password: "demo" }) { accountId } }',
      );
      await client.take(2);
      client.subscribe('2', query);
    }
    await until(() => expect(spansNamed('subscribe')).toHaveLength(1));

    const [subscribe] = spansNamed('subscribe');
    expect(subscribe?.attributes).toEqual({
      'kazoo.request_id': 'request-1',
      'kazoo.account_id': harness.accountId('demo'),
    });
    expect(childrenOf(subscribe)).toContain('GET /accounts/{id}');
  },
);

test('a check that had to wait for another one is a child of the span that asked for it', async () => {
  await using harness = await startHarness({ settings: { MAX_CONCURRENT_CHECKS: '1' } });
  const checks = () => harness.kazoo.crossbar.requests.filter(({ path }) => path.includes('/accounts/')).length;
  const release = harness.kazoo.crossbar.faults.hold();

  const streams = ['demo', 'other'].map((account) =>
    harness.sse({ query: 'subscription { callEvents { name } }' }, { 'X-Auth-Token': harness.token(account) }),
  );
  await until(() => expect(checks()).toBe(1));
  release();
  await Promise.all(streams);
  await until(() => expect(spansNamed('subscribe')).toHaveLength(2));

  for (const subscribe of spansNamed('subscribe')) expect(childrenOf(subscribe)).toEqual(['GET /accounts/{id}']);
});

test('a refused subscription records the code', async () => {
  await using harness = await startHarness();
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });

  client.subscribe('1', `subscription { callEvents(accountId: "${harness.accountId('other')}") { name } }`);
  await client.next();

  const [subscribe] = spansNamed('subscribe');
  expect(subscribe?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'FORBIDDEN' });
});

test('a request to Crossbar records its route without ids, its status and its duration', async () => {
  await using harness = await startHarness();
  harness.kazoo.crossbar.faults.failWith(500);

  await harness.post({ query: '{ bindings }' });

  const [request] = spansNamed('GET /websockets');
  expect(request?.attributes).toEqual({
    'http.request.method': 'GET',
    'url.template': '/websockets',
    'http.response.status_code': 500,
  });
  expect(request?.status.code).toBe(SpanStatusCode.ERROR);
  expect(request?.duration[0]).toBe(0);
  expect(request?.duration[1]).toBeGreaterThan(0);
});

import { expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { metric } from '../../harness/metric.ts';
import { RawClient } from '../../harness/raw-client.ts';

const calls = 'subscription ($after: String) { callEvents(after: $after) { cursor } }';

test('metrics follow a client from its connection to its departure', async () => {
  await using harness = await startHarness();
  const token = harness.token('demo');
  const client = await RawClient.ready(harness.webSocketUrl, { authToken: token });
  client.subscribe('1', calls);
  const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': token });
  await harness.untilSubscribers(2);
  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
  await sse.next();
  await client.next();
  client.subscribe('2', calls, { variables: { after: 'nonsense' } });
  await client.next();
  await harness.post({ query: '{ viewer { accountId } }' });

  expect(await metric(harness, 'connections')).toBe(1);
  expect(await metric(harness, 'streams')).toBe(1);
  expect(await metric(harness, 'subscribers')).toBe(2);
  expect(await metric(harness, 'event_executions_total')).toBe(1);
  expect(await metric(harness, 'event_deliveries_total')).toBe(2);
  expect(await metric(harness, 'event_execution_duration_seconds_count')).toBe(1);
  expect(await metric(harness, 'fanout_duration_seconds_count')).toBe(1);
  expect(await metric(harness, 'event_lag_seconds_count')).toBe(1);
  for (const name of ['event_execution_duration_seconds', 'fanout_duration_seconds'])
    expect(await metric(harness, `${name}_sum`)).toBeLessThan(await metric(harness, 'event_lag_seconds_sum'));
  expect(await metric(harness, 'event_execution_duration_seconds_sum')).toBeGreaterThan(0);
  expect(await metric(harness, 'buffered_bytes')).toBe(0);
  expect(await metric(harness, 'upstreams_by_state{state="LIVE"}')).toBe(1);
  expect(await metric(harness, 'resumes_total{outcome="BAD_USER_INPUT"}')).toBe(1);
  expect(await metric(harness, 'operations_total{type="subscription",transport="websocket"}')).toBe(2);
  expect(await metric(harness, 'operations_total{type="subscription",transport="sse"}')).toBe(1);
  expect(await metric(harness, 'operations_total{type="query",transport="http"}')).toBe(1);
  const written = await metric(harness, 'client_written_bytes_total');
  expect(written).toBeGreaterThan(500);
  expect(await metric(harness, 'client_read_bytes_total')).toBeGreaterThan(500);

  client.webSocket.close(1000);
  await client.closed();
  sse.abort();
  await until(() => expect(harness.gateway.gauges.sessions()).toBe(0));

  expect(await metric(harness, 'connections')).toBe(0);
  expect(await metric(harness, 'streams')).toBe(0);
  expect(await metric(harness, 'disconnects_total{code="1000"}')).toBe(1);
  expect(await metric(harness, 'client_written_bytes_total')).toBeGreaterThan(written);
});

test('an event without recipients has no lag, and protocol messages do not count as fan-out', async () => {
  await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  client.subscribe('1', calls);
  await harness.untilSubscribers(1);
  client.complete('1');
  await harness.untilSubscribers(0);

  harness.kazoo.publishCall(harness.accountId('demo'), 'CHANNEL_CREATE', { call_id: 'c1' });
  await until(async () => expect(await metric(harness, 'upstream_events_total{outcome="delivered"}')).toBe(1));
  await client.settled();

  expect(await metric(harness, 'event_lag_seconds_count')).toBe(0);
  expect(await metric(harness, 'fanout_duration_seconds_count')).toBe(0);
});

test('a lost connection to Kazoo is counted as a gap', async () => {
  await using harness = await startHarness();
  await using client = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('demo') });
  client.subscribe('1', calls);
  await harness.untilSubscribers(1);

  harness.kazoo.blackhole.dropSockets();
  await until(() => expect(harness.kazoo.subscribeRequests).toHaveLength(2));
  await harness.untilSubscribers(1);

  expect(await metric(harness, 'gaps_total{reason="UPSTREAM_DISCONNECTED"}')).toBe(1);
});

test('every metric of the gateway has help, its unit, and a name by convention', async () => {
  await using harness = await startHarness();
  const text = await (await fetch(new URL('/metrics', harness.url))).text();

  const types = [...text.matchAll(/^# TYPE kazoo_gateway_(\w+) (\w+)$/gm)];
  expect(types.length).toBeGreaterThan(20);
  for (const [, name = '', type] of types) {
    expect(text).toMatch(new RegExp(`^# HELP kazoo_gateway_${name} \\S.{10}`, 'm'));
    if (type === 'counter') expect(name).toMatch(/_total$/);
    else expect(name).not.toMatch(/_total$/);
    expect(name).not.toMatch(/_ms$|_millis|_kb|_count$/);
  }
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
});

import { describe, expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { clientOf, refused } from './limited-client.ts';

const calls = 'subscription { callEvents { name } }';
const viewer = '{ viewer { accountId } }';

test('operations above MAX_PENDING_OPERATIONS_PER_CONNECTION are refused, the others answered', async () => {
  await using harness = await startHarness({ settings: { MAX_PENDING_OPERATIONS_PER_CONNECTION: '2' } });
  await using client = await RawClient.ready(harness.webSocketUrl);
  const release = harness.kazoo.crossbar.faults.hold();

  for (const id of ['1', '2', '3']) client.subscribe(id, '{ bindings }');

  expect(await client.next()).toMatchObject(refused('3', 'RATE_LIMITED'));
  expect(await limitedCount(harness, 'max_pending_operations_per_connection')).toBe(1);
  release();
  expect(await client.take(4)).toMatchObject([{ id: '1' }, { id: '1' }, { id: '2' }, { id: '2' }]);
});

test('more new documents than MAX_DOCUMENTS_PER_CONNECTION are refused, known ones go on', async () => {
  await using harness = await startHarness({ settings: { MAX_DOCUMENTS_PER_CONNECTION: '1' } });
  await using client = await RawClient.ready(harness.webSocketUrl);
  client.subscribe('1', viewer);
  await client.take(2);

  client.subscribe('2', `${viewer} `);
  client.subscribe('3', viewer);

  expect(await client.take(3)).toMatchObject([refused('2', 'RATE_LIMITED'), { id: '3' }, { id: '3' }]);
  expect(await limitedCount(harness, 'max_documents_per_connection')).toBe(1);
});

test('a forged token does not use up the limits of the user it names', async () => {
  await using harness = await startHarness({
    settings: { MAX_SUBSCRIPTIONS_PER_TOKEN: '1', MAX_CONNECTIONS_PER_TOKEN: '1' },
  });
  const token = harness.token('demo');
  const forged = `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(342)}`;
  // Kazoo has confirmed the real token, and is slow to refuse the forged one.
  await harness.post({ query: '{ viewer { account { id } } }' }, { 'X-Auth-Token': token });
  const { requests, faults } = harness.kazoo.crossbar;
  const asked = requests.length;
  const release = faults.hold();
  const claim = harness.sse({ query: calls }, { 'X-Auth-Token': forged });
  await until(() => expect(requests.length).toBe(asked + 1));

  await harness.sse({ query: calls }, { 'X-Auth-Token': token });

  await harness.untilSubscribers(1);
  release();
  expect(await (await claim).next()).toMatchObject({ data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
});

test('messages above MAX_MESSAGES_PER_SECOND are read later, and other clients notice nothing', async () => {
  await using harness = await startHarness({ settings: { MAX_MESSAGES_PER_SECOND: '1' } });
  await using flooder = await RawClient.ready(harness.webSocketUrl);
  await using other = await RawClient.ready(harness.webSocketUrl);
  let pongs = 0;
  flooder.webSocket.on('message', () => {
    pongs += 1;
  });

  flooder.sendTogether(...Array.from({ length: 300 }, () => ({ type: 'ping' })));
  await until(async () => expect(await limitedCount(harness, 'max_messages_per_second')).toBeGreaterThanOrEqual(1));

  expect(await other.settled()).toEqual([]);
  expect(pongs).toBeGreaterThan(0);
  expect(pongs).toBeLessThan(100);
  expect(flooder.webSocket.readyState).toBe(flooder.webSocket.OPEN);
});

describe('of thousands of mistakes in variables five are explained', () => {
  const values = Array.from({ length: 10_000 }, () => ({}));
  const subscription = 'subscription ($values: [ID!]) { callEvents(filter: { callIds: $values }) { callId } }';
  const input = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`unknown${index}`, 1]));
  const login = 'mutation ($input: LoginInput!) { login(input: $input) { accountId } }';
  const explained = Array.from({ length: 5 }, () => ({ message: expect.stringMatching(/^Variable .* is invalid/) }));
  const five = [...explained, { message: expect.stringContaining('Too many errors processing variables') }];

  test('over WebSocket', async () => {
    await using harness = await startHarness();
    await using client = await clientOf(harness);

    client.subscribe('1', subscription, { variables: { values } });
    const subscribed = await client.next();
    client.subscribe('2', login, { variables: { input } });

    expect(subscribed).toMatchObject({ id: '1', type: 'error', payload: five });
    expect(await client.next()).toMatchObject({ id: '2', payload: { errors: five } });
  });

  test('over HTTP', async () => {
    await using harness = await startHarness();

    const { body } = await harness.post({ query: login, variables: { input } });

    expect(body).toMatchObject({ errors: five });
  });
});

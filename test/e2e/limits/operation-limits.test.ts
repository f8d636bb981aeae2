import { describe, expect, test } from 'vitest';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { type Stage, startStage, until } from '../../harness/stage.ts';

const calls = 'subscription { callEvents { name } }';
const viewer = '{ viewer { accountId } }';

function refused(id: string, code: string): Readonly<Record<string, unknown>> {
  return { type: 'error', id, payload: [{ extensions: { code } }] };
}

async function clientOf(stage: Stage, account = 'demo'): Promise<RawClient> {
  return RawClient.ready(stage.webSocketUrl, { authToken: stage.token(account) });
}

describe('TOO_MANY_SUBSCRIPTIONS refuses the operation and leaves the socket, at', () => {
  test('MAX_SUBSCRIPTIONS_PER_CONNECTION', async () => {
    await using stage = await startStage({ settings: { MAX_SUBSCRIPTIONS_PER_CONNECTION: '2' } });
    await using client = await clientOf(stage);
    client.subscribe('1', calls);
    client.subscribe('2', calls);
    await stage.untilSeats(2);

    client.subscribe('3', calls);

    expect(await client.next()).toMatchObject(refused('3', 'TOO_MANY_SUBSCRIPTIONS'));
    expect(await limitedCount(stage, 'max_subscriptions_per_connection')).toBe(1);
    client.complete('1');
    await stage.untilSeats(1);
    client.subscribe('4', calls);
    await stage.untilSeats(2);
    expect(await client.settled()).toEqual([]);
  });

  test('MAX_SUBSCRIPTIONS_PER_TOKEN, over all connections and SSE', async () => {
    await using stage = await startStage({ settings: { MAX_SUBSCRIPTIONS_PER_TOKEN: '2' } });
    const token = stage.token('demo');
    await using first = await RawClient.ready(stage.webSocketUrl, { authToken: token });
    await stage.sse({ query: calls }, { 'X-Auth-Token': token });
    first.subscribe('1', calls);
    await stage.untilSeats(2);
    await using second = await RawClient.ready(stage.webSocketUrl, { authToken: token });
    await using other = await clientOf(stage, 'other');

    second.subscribe('1', calls);
    other.subscribe('1', calls);
    const sse = await stage.sse({ query: calls }, { 'X-Auth-Token': token });

    expect(await second.next()).toMatchObject(refused('1', 'TOO_MANY_SUBSCRIPTIONS'));
    expect(await sse.next()).toMatchObject({ data: { errors: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] } });
    expect(await sse.next()).toMatchObject({ event: 'complete' });
    await stage.untilSeats(3);
    expect(await limitedCount(stage, 'max_subscriptions_per_token')).toBe(2);
  });

  test('MAX_SUBSCRIPTIONS_PER_TOKEN, also with the token that replaced it', async () => {
    await using stage = await startStage({ settings: { MAX_SUBSCRIPTIONS_PER_TOKEN: '1' } });
    await using client = await clientOf(stage);
    client.subscribe('1', calls);
    await stage.untilSeats(1);
    client.subscribe('2', 'mutation { refreshToken { authToken } }');
    await client.take(2);

    client.subscribe('3', calls);

    expect(await client.next()).toMatchObject(refused('3', 'TOO_MANY_SUBSCRIPTIONS'));
    client.complete('1');
    await stage.untilSeats(0);
    client.subscribe('4', calls);
    await stage.untilSeats(1);
  });

  test('MAX_TOPICS_PER_TOKEN, over all connections and accounts; what it listens to already it may have twice', async () => {
    await using stage = await startStage({ settings: { MAX_TOPICS_PER_TOKEN: '2' } });
    await using first = await clientOf(stage);
    await using second = await clientOf(stage);
    await using other = await clientOf(stage, 'other');
    const call = (id: string): string => `subscription { callEvents(callId: "${id}") { name } }`;
    first.subscribe('1', call('a'));
    second.subscribe('1', call('b'));
    await stage.untilSeats(2);

    first.subscribe('2', call('c'));
    expect(await first.next()).toMatchObject(refused('2', 'TOO_MANY_SUBSCRIPTIONS'));
    first.subscribe('3', call('b'));
    other.subscribe('1', call('c'));
    await stage.untilSeats(4);
    expect(await limitedCount(stage, 'max_topics_per_token')).toBe(1);

    second.complete('1');
    first.complete('3');
    await stage.untilSeats(2);
    first.subscribe('4', call('c'));
    await stage.untilSeats(3);
  });

  test('MAX_DOCUMENT_BYTES_PER_TOKEN, over all connections, where a document counts once', async () => {
    await using stage = await startStage({ settings: { MAX_DOCUMENT_BYTES_PER_TOKEN: '3000' } });
    await using first = await clientOf(stage);
    await using second = await clientOf(stage);
    await using other = await clientOf(stage, 'other');
    const large = (comment: string): string => `${calls} # ${comment.repeat(2_000)}`;
    first.subscribe('1', large('a'));
    second.subscribe('1', large('a'));
    await stage.untilSeats(2);

    second.subscribe('2', large('b'));
    expect(await second.next()).toMatchObject(refused('2', 'TOO_MANY_SUBSCRIPTIONS'));
    other.subscribe('1', large('b'));
    await stage.untilSeats(3);
    expect(await limitedCount(stage, 'max_document_bytes_per_token')).toBe(1);

    first.complete('1');
    second.complete('1');
    await stage.untilSeats(1);
    second.subscribe('3', large('b'));
    await stage.untilSeats(2);
    expect(await first.settled()).toEqual([]);
  });

  test('MAX_SUBSCRIPTIONS', async () => {
    await using stage = await startStage({ settings: { MAX_SUBSCRIPTIONS: '1' } });
    await using first = await clientOf(stage);
    await using second = await clientOf(stage, 'other');
    first.subscribe('1', calls);
    await stage.untilSeats(1);

    second.subscribe('1', calls);

    expect(await second.next()).toMatchObject(refused('1', 'TOO_MANY_SUBSCRIPTIONS'));
    expect(await limitedCount(stage, 'max_subscriptions')).toBe(1);
  });

  test('MAX_TOPICS_PER_ACCOUNT: what is shared already may be joined', async () => {
    await using stage = await startStage({ settings: { MAX_TOPICS_PER_ACCOUNT: '2', MAX_TOPICS_PER_TOKEN: '2' } });
    const { id: ownerId } = stage.kazoo.directory.user('demo', 'taro');
    const authToken = stage.kazoo.issueToken({ accountId: stage.accountId('demo'), ownerId });
    await using colleague = await RawClient.ready(stage.webSocketUrl, { authToken });
    await using client = await clientOf(stage);
    const two = 'subscription { callEvents(events: [CHANNEL_CREATE, CHANNEL_DESTROY]) { name } }';
    colleague.subscribe('1', two);
    await stage.untilSeats(1);

    client.subscribe('2', calls);
    expect(await client.next()).toMatchObject(refused('2', 'TOO_MANY_SUBSCRIPTIONS'));
    client.subscribe('3', two);

    await stage.untilSeats(2);
    expect(stage.gateway.sizes.topics()).toBe(2);
    expect(await limitedCount(stage, 'max_topics_per_account')).toBeGreaterThan(0);
  });

  test('a subscription that is refused for another reason takes no place', async () => {
    await using stage = await startStage({ settings: { MAX_SUBSCRIPTIONS_PER_CONNECTION: '1' } });
    await using client = await clientOf(stage);

    client.subscribe('1', `subscription { callEvents(accountId: "${stage.accountId('other')}") { name } }`);
    expect(await client.next()).toMatchObject(refused('1', 'FORBIDDEN'));
    client.subscribe('2', 'subscription { callEvents(after: "nonsense") { name } }');
    expect(await client.next()).toMatchObject(refused('2', 'BAD_USER_INPUT'));
    client.subscribe('3', calls);

    await stage.untilSeats(1);
  });
});

test('more pending operations than MAX_PENDING_OPERATIONS_PER_CONNECTION are refused, those before are answered', async () => {
  await using stage = await startStage({ settings: { MAX_PENDING_OPERATIONS_PER_CONNECTION: '2' } });
  await using client = await RawClient.ready(stage.webSocketUrl);
  const release = stage.kazoo.crossbar.faults.hold();

  for (const id of ['1', '2', '3']) client.subscribe(id, '{ bindings }');

  expect(await client.next()).toMatchObject(refused('3', 'RATE_LIMITED'));
  expect(await limitedCount(stage, 'max_pending_operations_per_connection')).toBe(1);
  release();
  expect(await client.take(4)).toMatchObject([{ id: '1' }, { id: '1' }, { id: '2' }, { id: '2' }]);
});

test('more new documents than MAX_DOCUMENTS_PER_CONNECTION are refused, known ones go on', async () => {
  await using stage = await startStage({ settings: { MAX_DOCUMENTS_PER_CONNECTION: '1' } });
  await using client = await RawClient.ready(stage.webSocketUrl);
  client.subscribe('1', viewer);
  await client.take(2);

  client.subscribe('2', `${viewer} `);
  client.subscribe('3', viewer);

  expect(await client.take(3)).toMatchObject([refused('2', 'RATE_LIMITED'), { id: '3' }, { id: '3' }]);
  expect(await limitedCount(stage, 'max_documents_per_connection')).toBe(1);
});

test('whoever claims to be somebody else takes nothing of what that one may have', async () => {
  await using stage = await startStage({
    settings: { MAX_SUBSCRIPTIONS_PER_TOKEN: '1', MAX_CONNECTIONS_PER_TOKEN: '1' },
  });
  const token = stage.token('demo');
  const forged = `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(342)}`;
  // Kazoo has confirmed the real one, and is slow to say no to the other.
  await stage.post({ query: '{ viewer { account { id } } }' }, { 'X-Auth-Token': token });
  const { requests, faults } = stage.kazoo.crossbar;
  const asked = requests.length;
  const release = faults.hold();
  const claim = stage.sse({ query: calls }, { 'X-Auth-Token': forged });
  await until(() => expect(requests.length).toBe(asked + 1));

  await stage.sse({ query: calls }, { 'X-Auth-Token': token });

  await stage.untilSeats(1);
  release();
  expect(await (await claim).next()).toMatchObject({ data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
});

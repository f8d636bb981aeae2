import { describe, expect, test } from 'vitest';
import { startHarness } from '../../harness/gateway-harness.ts';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';
import { clientOf, refused } from './limited-client.ts';

const calls = 'subscription { callEvents { name } }';

describe('TOO_MANY_SUBSCRIPTIONS refuses the operation and keeps the socket open, at', () => {
  test('MAX_SUBSCRIPTIONS_PER_CONNECTION', async () => {
    await using harness = await startHarness({ settings: { MAX_SUBSCRIPTIONS_PER_CONNECTION: '2' } });
    await using client = await clientOf(harness);
    client.subscribe('1', calls);
    client.subscribe('2', calls);
    await harness.untilSubscribers(2);

    client.subscribe('3', calls);

    expect(await client.next()).toMatchObject(refused('3', 'TOO_MANY_SUBSCRIPTIONS'));
    expect(await limitedCount(harness, 'max_subscriptions_per_connection')).toBe(1);
    client.complete('1');
    await harness.untilSubscribers(1);
    client.subscribe('4', calls);
    await harness.untilSubscribers(2);
    expect(await client.settled()).toEqual([]);
  });

  test('MAX_SUBSCRIPTIONS_PER_TOKEN, over all connections and SSE', async () => {
    await using harness = await startHarness({ settings: { MAX_SUBSCRIPTIONS_PER_TOKEN: '2' } });
    const token = harness.token('demo');
    await using first = await RawClient.ready(harness.webSocketUrl, { authToken: token });
    await harness.sse({ query: calls }, { 'X-Auth-Token': token });
    first.subscribe('1', calls);
    await harness.untilSubscribers(2);
    await using second = await RawClient.ready(harness.webSocketUrl, { authToken: token });
    await using other = await clientOf(harness, 'other');

    second.subscribe('1', calls);
    other.subscribe('1', calls);
    const sse = await harness.sse({ query: calls }, { 'X-Auth-Token': token });

    expect(await second.next()).toMatchObject(refused('1', 'TOO_MANY_SUBSCRIPTIONS'));
    expect(await sse.next()).toMatchObject({ data: { errors: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] } });
    expect(await sse.next()).toMatchObject({ event: 'complete' });
    await harness.untilSubscribers(3);
    expect(await limitedCount(harness, 'max_subscriptions_per_token')).toBe(2);
  });

  test('MAX_SUBSCRIPTIONS_PER_TOKEN, including the token that replaced it', async () => {
    await using harness = await startHarness({ settings: { MAX_SUBSCRIPTIONS_PER_TOKEN: '1' } });
    await using client = await clientOf(harness);
    client.subscribe('1', calls);
    await harness.untilSubscribers(1);
    client.subscribe('2', 'mutation { refreshToken { authToken } }');
    await client.take(2);

    client.subscribe('3', calls);

    expect(await client.next()).toMatchObject(refused('3', 'TOO_MANY_SUBSCRIPTIONS'));
    client.complete('1');
    await harness.untilSubscribers(0);
    client.subscribe('4', calls);
    await harness.untilSubscribers(1);
  });

  test('MAX_TOPICS_PER_TOKEN, over all connections and accounts, where each topic counts once', async () => {
    await using harness = await startHarness({ settings: { MAX_TOPICS_PER_TOKEN: '2' } });
    await using first = await clientOf(harness);
    await using second = await clientOf(harness);
    await using other = await clientOf(harness, 'other');
    const call = (id: string): string => `subscription { callEvents(callId: "${id}") { name } }`;
    first.subscribe('1', call('a'));
    second.subscribe('1', call('b'));
    await harness.untilSubscribers(2);

    first.subscribe('2', call('c'));
    expect(await first.next()).toMatchObject(refused('2', 'TOO_MANY_SUBSCRIPTIONS'));
    first.subscribe('3', call('b'));
    other.subscribe('1', call('c'));
    await harness.untilSubscribers(4);
    expect(await limitedCount(harness, 'max_topics_per_token')).toBe(1);

    second.complete('1');
    first.complete('3');
    await harness.untilSubscribers(2);
    first.subscribe('4', call('c'));
    await harness.untilSubscribers(3);
  });

  test('MAX_DOCUMENT_BYTES_PER_TOKEN, over all connections, where a document counts once', async () => {
    await using harness = await startHarness({ settings: { MAX_DOCUMENT_BYTES_PER_TOKEN: '3000' } });
    await using first = await clientOf(harness);
    await using second = await clientOf(harness);
    await using other = await clientOf(harness, 'other');
    const large = (comment: string): string => `${calls} # ${comment.repeat(2_000)}`;
    first.subscribe('1', large('a'));
    second.subscribe('1', large('a'));
    await harness.untilSubscribers(2);

    second.subscribe('2', large('b'));
    expect(await second.next()).toMatchObject(refused('2', 'TOO_MANY_SUBSCRIPTIONS'));
    other.subscribe('1', large('b'));
    await harness.untilSubscribers(3);
    expect(await limitedCount(harness, 'max_document_bytes_per_token')).toBe(1);

    first.complete('1');
    second.complete('1');
    await harness.untilSubscribers(1);
    second.subscribe('3', large('b'));
    await harness.untilSubscribers(2);
    expect(await first.settled()).toEqual([]);
  });

  test('MAX_EVENT_BYTES_PER_TOKEN, where a live list counts for what its filter costs', async () => {
    await using harness = await startHarness({ settings: { MAX_EVENT_BYTES_PER_TOKEN: '50000' } });
    await using client = await clientOf(harness);
    const query = 'subscription ($number: String!) { calls(filter: { numbers: [$number] }) { kind } }';

    for (const number of ['1', '2', '3']) client.subscribe(number, query, { variables: { number } });
    for (const shown of await client.take(3)) expect(shown).toMatchObject({ type: 'next' });
    client.subscribe('4', query, { variables: { number: '4' } });

    expect(await client.next()).toMatchObject({
      type: 'error',
      id: '4',
      payload: [{ message: expect.stringContaining('MAX_EVENT_BYTES_PER_TOKEN') }],
    });
  });

  test('MAX_EVENT_BYTES_PER_TOKEN, where aliases count, and what is shared counts once', async () => {
    await using harness = await startHarness({ settings: { MAX_EVENT_BYTES_PER_TOKEN: '50000' } });
    await using first = await clientOf(harness);
    await using second = await clientOf(harness);
    const aliased = Array.from('abcdefgh', (alias) => `${alias}: data`).join(' ');
    const filtered = (owner: string, selection = aliased): string =>
      `subscription { callEvents(filter: { ownerIds: ["${owner}"] }) { ${selection} } }`;
    first.subscribe('1', filtered('a'));
    await harness.untilSubscribers(1);

    first.subscribe('2', filtered('b'));

    expect(await first.next()).toMatchObject({
      type: 'error',
      id: '2',
      payload: [
        {
          message: expect.stringContaining('MAX_EVENT_BYTES_PER_TOKEN'),
          extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' },
        },
      ],
    });
    for (const id of ['1', '2', '3']) second.subscribe(id, filtered('a'));
    await harness.untilSubscribers(4);
    for (const owner of ['b', 'c', 'd']) first.subscribe(owner, filtered(owner, 'id name'));
    await harness.untilSubscribers(7);
    expect(await limitedCount(harness, 'max_event_bytes_per_token')).toBe(1);
  });

  test('MAX_SUBSCRIPTIONS', async () => {
    await using harness = await startHarness({ settings: { MAX_SUBSCRIPTIONS: '1' } });
    await using first = await clientOf(harness);
    await using second = await clientOf(harness, 'other');
    first.subscribe('1', calls);
    await harness.untilSubscribers(1);

    second.subscribe('1', calls);

    expect(await second.next()).toMatchObject(refused('1', 'TOO_MANY_SUBSCRIPTIONS'));
    expect(await limitedCount(harness, 'max_subscriptions')).toBe(1);
  });

  test('MAX_TOPICS_PER_ACCOUNT, where existing topics may still be joined', async () => {
    await using harness = await startHarness({ settings: { MAX_TOPICS_PER_ACCOUNT: '2', MAX_TOPICS_PER_TOKEN: '2' } });
    const { id: ownerId } = harness.kazoo.directory.user('demo', 'taro');
    const authToken = harness.kazoo.issueToken({ accountId: harness.accountId('demo'), ownerId });
    await using colleague = await RawClient.ready(harness.webSocketUrl, { authToken });
    await using client = await clientOf(harness);
    const two = 'subscription { callEvents(events: [CHANNEL_CREATE, CHANNEL_DESTROY]) { name } }';
    colleague.subscribe('1', two);
    await harness.untilSubscribers(1);

    client.subscribe('2', calls);
    expect(await client.next()).toMatchObject(refused('2', 'TOO_MANY_SUBSCRIPTIONS'));
    client.subscribe('3', two);

    await harness.untilSubscribers(2);
    expect(harness.gateway.gauges.topics()).toBe(2);
    expect(await limitedCount(harness, 'max_topics_per_account')).toBeGreaterThan(0);
  });

  test('a subscription that is refused for another reason does not count', async () => {
    await using harness = await startHarness({ settings: { MAX_SUBSCRIPTIONS_PER_CONNECTION: '1' } });
    await using client = await clientOf(harness);

    client.subscribe('1', `subscription { callEvents(accountId: "${harness.accountId('other')}") { name } }`);
    expect(await client.next()).toMatchObject(refused('1', 'FORBIDDEN'));
    client.subscribe('2', 'subscription { callEvents(after: "nonsense") { name } }');
    expect(await client.next()).toMatchObject(refused('2', 'BAD_USER_INPUT'));
    client.subscribe('3', calls);

    await harness.untilSubscribers(1);
  });
});

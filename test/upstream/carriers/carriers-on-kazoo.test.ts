import { expect, test } from 'vitest';
import { readConfig } from '../../../src/config/config.ts';
import { GatewayError } from '../../../src/errors.ts';
import { createUpstreams } from '../../../src/gateway/kazoo.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { KazooSimulator, type KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { createLog } from '../../../src/telemetry/log.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { until } from '../../harness/until.ts';
import { TopicListenerDouble } from '../harness/topic-listener-double.ts';

const versions: readonly KazooVersion[] = ['4.3.23', '4.3.142', 'master', '5'];
const calls = parseBinding('call.*.*');
const accountCount = 60;
/** Fewer than mean that Kazoo may have dropped some. */
const atOnce = 20;

/** A reseller with sixty accounts below it, and the gateway's registry in front of a Kazoo. */
async function start(version: KazooVersion, settings: Readonly<Record<string, string>> = {}) {
  const kazoo = await KazooSimulator.start({ version });
  const reseller = kazoo.directory.account('reseller').id;
  const ids = Array.from(
    { length: accountCount },
    (_, index) => kazoo.directory.addAccount({ name: `below ${index}`, parentId: reseller }).id,
  );
  const tokens = new Map([reseller, ...ids].map((accountId) => [accountId, kazoo.issueToken({ accountId })]));
  const config = readConfig({
    KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
    LINGER_MS: '1',
    RECONNECT_BASE_MS: '1',
    RECONNECT_MAX_MS: '1',
    ...settings,
  });
  const upstreams = createUpstreams({
    config,
    tokens: {
      tokenFor: (accountId) => tokens.get(accountId),
      refuseToken: () => undefined,
      forbidToken: () => undefined,
    },
    metrics: createMetrics(),
    log: createLog('silent'),
    bindingLagMs: 20,
  });
  const follow = (accountId: string) => {
    const listener = new TopicListenerDouble();
    return { listener, ...upstreams.listen(accountId, calls, listener, 'reseller', reseller) };
  };
  return {
    kazoo,
    ids,
    upstreams,
    follow,
    async [Symbol.asyncDispose]() {
      upstreams.close(new GatewayError('SHUTTING_DOWN', 'The test is over.'));
      await kazoo.close();
    },
  };
}

for (const version of versions) {
  test(`on ${version} sixty accounts of a reseller share two sockets, and each gets its own calls`, async () => {
    await using harness = await start(version);
    const { kazoo, ids, upstreams, follow } = harness;

    const followed = ids.map(follow);
    await Promise.all(followed.map(({ live }) => live));
    expect(kazoo.blackhole.totalConnections).toBe(2);
    expect(kazoo.blackhole.rateLimitedCommands).toBe(0);
    expect(upstreams.carriedAccounts).toBe(accountCount);
    for (let from = 0; from < ids.length; from += atOnce) {
      const some = followed.slice(from, from + atOnce);
      for (const id of ids.slice(from, from + atOnce)) kazoo.publishCall(id, 'CHANNEL_CREATE', { call_id: id });
      await until(() => expect(some.every(({ listener }) => listener.events.length > 0)).toBe(true));
    }
    kazoo.publishCall(kazoo.directory.account('demo').id, 'CHANNEL_CREATE', { call_id: 'of somebody else' });
    kazoo.publishCall(ids[0] ?? '', 'CHANNEL_CREATE', { call_id: 'last' });
    await until(() => expect(followed[0]?.listener.callIds).toEqual([ids[0], 'last']));
    expect(followed.slice(1).map(({ listener }) => listener.callIds)).toEqual(ids.slice(1).map((id) => [id]));

    for (const { unsubscribe } of followed) unsubscribe();
    await until(() => expect([kazoo.openSockets, kazoo.blackhole.listeners.size]).toEqual([0, 0]));
    expect(upstreams.accounts).toBe(0);
  });
}

test('no socket carries more than MAX_ACCOUNTS_PER_SOCKET', async () => {
  await using harness = await start('5', { MAX_ACCOUNTS_PER_SOCKET: '20' });
  const { kazoo, ids, upstreams, follow } = harness;

  await Promise.all(ids.map((id) => follow(id).live));

  expect(upstreams.sockets).toEqual({ own: 0, shared: 3 });
  expect(kazoo.blackhole.sockets.map(({ session }) => session.bindings.length)).toEqual([20, 20, 20]);
});

test('the accounts of a socket that Kazoo drops miss something, the others nothing, and all are restored', async () => {
  await using harness = await start('5');
  const { kazoo, ids, upstreams, follow } = harness;
  const followed = ids.map(follow);
  await Promise.all(followed.map(({ live }) => live));
  const [first] = kazoo.blackhole.sockets;

  kazoo.blackhole.dropSockets({ code: 1001, socketId: first?.id ?? '' });
  await until(() => expect(followed.filter(({ listener }) => listener.gaps.length > 0)).toHaveLength(50));

  await until(() => expect(upstreams.completeTopics).toBe(accountCount));
  expect(followed.slice(50).flatMap(({ listener }) => listener.gaps)).toEqual([]);
  expect(kazoo.openSockets).toBe(2);
  expect(kazoo.blackhole.rateLimitedCommands).toBe(0);
});

test('an account that gets a client of its own moves to its own socket, and no call is lost or doubled', async () => {
  await using harness = await start('5');
  const { kazoo, ids, upstreams, follow } = harness;
  const [id = ''] = ids;
  const followed = ids.map(follow);
  await Promise.all(followed.map(({ live }) => live));
  const own = new TopicListenerDouble();
  let published = 0;
  const publish = () => {
    published += 1;
    kazoo.publishCall(id, 'CHANNEL_CREATE', { call_id: `c${published}` });
  };

  const { live } = upstreams.listen(id, parseBinding('object.*.user'), own, 'somebody');
  await until(() => {
    publish();
    expect(upstreams.sockets.own).toBe(1);
  });
  await live;
  publish();

  const all = Array.from({ length: published }, (_, index) => `c${index + 1}`);
  await until(() => expect(followed[0]?.listener.callIds).toEqual(all));
  expect(followed[0]?.listener.gaps).toEqual([]);
  await until(() => expect(kazoo.unsubscribeRequests).toMatchObject([{ accountId: id, binding: 'call.*.*' }]));
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { subscribe } from '../../harness/raw-client.ts';
import { numberedEvent } from '../../harness/topic-double.ts';
import { until } from '../../harness/until.ts';
import { startWebSocketHarness } from './harness/websocket-harness.ts';

const become = (account: string): string => `mutation { become(account: "${account}") }`;
const eventsOf = (topic: string, account: string): string =>
  `subscription { events(topics: ["${topic}"], account: "${account}") }`;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const forbidden = (id: string) => ({
  type: 'error',
  id,
  payload: [{ message: 'You have no access to this account.', extensions: { code: 'FORBIDDEN' } }],
});

test('operations that are sent together with a login wait for it', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();
  const letIn = harness.gates.login.shut();

  client.sendTogether(
    subscribe('login', become('a')),
    subscribe('query', '{ whoAmI }'),
    subscribe('stream', eventsOf('t', 'a')),
  );
  expect(await client.settled()).toEqual([]);
  letIn();

  const topic = await harness.topic('t');
  topic.becomeLive();
  topic.emit(1);
  const received = await client.take(5);
  expect(received[0]).toEqual({ type: 'next', id: 'login', payload: { data: { become: 'a' } } });
  expect(received).toContainEqual({ type: 'next', id: 'query', payload: { data: { whoAmI: 'a' } } });
  expect(received).toContainEqual({ type: 'next', id: 'stream', payload: { data: { events: 1 } } });
});

test('an operation that its client completes while it waits for a login does not run', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();
  const letIn = harness.gates.login.shut();

  client.sendTogether(
    subscribe('login', become('a')),
    subscribe('query', '{ whoAmI }'),
    subscribe('stream', eventsOf('t', 'a')),
    subscribe('second login', become('b')),
    subscribe('last', '{ whoAmI }'),
  );
  await client.settled();
  for (const id of ['query', 'stream', 'second login']) client.complete(id);
  await client.settled();
  letIn();

  expect(await client.take(4)).toMatchObject([
    { id: 'login', type: 'next' },
    { id: 'login', type: 'complete' },
    { id: 'last', payload: { data: { whoAmI: 'a' } } },
    { id: 'last', type: 'complete' },
  ]);
  expect([harness.asked, harness.listens('t')]).toEqual([['a'], 0]);
});

test('the result of a mutation is not kept once its client has it', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();

  client.subscribe('1', 'mutation { secret }');
  expect(await client.take(2)).toMatchObject([{ payload: { data: { secret: { token: 'secret' } } } }, {}]);

  await until(() => {
    collectGarbage();
    expect(harness.secrets.map((secret) => secret.deref())).toEqual([undefined]);
  });
});

test('an operation whose document is known does not overtake a login whose document is not', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();
  client.subscribe('1', '{ whoAmI }');
  await client.take(2);

  client.sendTogether(subscribe('login', become('a')), subscribe('query', '{ whoAmI }'));

  expect(await client.take(4)).toContainEqual({ type: 'next', id: 'query', payload: { data: { whoAmI: 'a' } } });
});

test('a login that fails lets those who waited go on as they were', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();

  client.sendTogether(subscribe('login', 'mutation { become(account: null) }'), subscribe('query', '{ whoAmI }'));

  expect(await client.take(3)).toMatchObject([
    { type: 'error', id: 'login' },
    { type: 'next', id: 'query', payload: { data: { whoAmI: 'nobody' } } },
    { type: 'complete', id: 'query' },
  ]);
});

test('two logins in one packet run one after the other', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();

  client.sendTogether(
    subscribe('first', become('a')),
    subscribe('second', become('b')),
    subscribe('who', '{ whoAmI }'),
  );

  expect(await client.take(6)).toMatchObject([
    { id: 'first', type: 'next' },
    { id: 'first', type: 'complete' },
    { id: 'second', type: 'next' },
    { id: 'second', type: 'complete' },
    { id: 'who', payload: { data: { whoAmI: 'b' } } },
    { id: 'who', type: 'complete' },
  ]);
});

test('another login ends the streams that the new identity may not see, and keeps the others', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();
  client.subscribe('login', become('a'));
  await client.take(2);
  client.subscribe('of a', eventsOf('t', 'a'));
  client.subscribe('public', eventsOf('u', 'public'));
  const [ofA, open] = [await harness.topic('t'), await harness.topic('u')];
  for (const topic of [ofA, open]) topic.becomeLive();

  client.subscribe('login', become('b'));
  const received = await client.take(3);
  ofA.emit(1);
  open.emit(2);

  expect(received[0]).toMatchObject(forbidden('of a'));
  expect(await client.settled()).toEqual([{ type: 'next', id: 'public', payload: { data: { events: 2 } } }]);
  expect(ofA.isLeft).toBe(true);
});

test('another login also ends a stream that was still being set up', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();
  client.subscribe('login', become('a'));
  await client.take(2);
  client.subscribe('of a', eventsOf('t', 'a'));
  const topic = await harness.topic('t');

  client.subscribe('login', become('b'));
  const received = await client.take(3);
  topic.becomeLive();
  await topic.left;
  topic.emit(1);

  expect(received).toContainEqual(expect.objectContaining(forbidden('of a')));
  expect([harness.fanout.subscribers, await client.settled()]).toEqual([0, []]);
});

test('another login also ends a stream whose authority was still being checked', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();
  client.subscribe('login', become('a'));
  await client.take(2);
  const checked = harness.gates.accountAccess.shut();
  client.subscribe('of a', eventsOf('t', 'a'));
  await client.settled();

  client.subscribe('login', become('b'));
  await client.take(2);
  checked();

  expect(await client.next()).toMatchObject(forbidden('of a'));
  expect([harness.fanout.subscribers, harness.listens('t')]).toEqual([0, 0]);
});

test('a new token of the same account leaves alone what is being set up', async () => {
  await using harness = await startWebSocketHarness();
  const client = await harness.client();
  client.subscribe('login', become('a'));
  await client.take(2);
  client.subscribe('of a', eventsOf('t', 'a'));
  const topic = await harness.topic('t');

  client.subscribe('login', become('a'));
  await client.take(2);
  topic.becomeLive();
  topic.emit(1);

  expect(await client.next()).toMatchObject({ type: 'next', id: 'of a' });
  expect(harness.listens('t')).toBe(1);
});

for (const [who, account, told] of [
  ['may see them', 'public', [1, 2, 3]],
  ['may not see them', 'a', []],
] as const) {
  test(`after a login during a resume, a user who ${who} gets ${told.length} missed events, none twice`, async () => {
    await using harness = await startWebSocketHarness();
    harness.past.push(numberedEvent(1, 'one'), numberedEvent(2, 'two'));
    const client = await harness.client();
    client.subscribe('login', become('a'));
    await client.take(2);
    client.subscribe('stream', `subscription { events(topics: ["t"], account: "${account}", after: "zero") }`);
    const topic = await harness.topic('t');

    client.subscribe('login', become('b'));
    await client.take(2);
    topic.becomeLive();
    const end = account === 'a' ? await client.next() : undefined;
    const resumed = await client.settled();
    topic.emit(3);

    const received = [...resumed, ...(await client.settled())];
    expect(received).toEqual(told.map((events) => ({ type: 'next', id: 'stream', payload: { data: { events } } })));
    expect([end !== undefined, harness.listens('t')]).toEqual([account === 'a', 1]);
  });
}

import { expect, test } from 'vitest';
import { ArrivalLog } from '../../src/simulator/arrival-log.ts';
import { ChangeFeed } from '../../src/simulator/change-feed.ts';
import { KazooSimulator } from '../../src/simulator/kazoo-simulator.ts';
import { call } from './harness/crossbar-client.ts';
import { RawClient } from './harness/raw-client.ts';

test('a log keeps only the latest arrivals', () => {
  const log = new ArrivalLog<number>(new ChangeFeed(), 3);

  for (const arrival of [1, 2, 3, 4, 5]) log.add(arrival);

  expect(log.latest).toEqual([3, 4, 5]);
});

test('the next arrival is found in a full log, and what arrived before is not', async () => {
  const changes = new ChangeFeed();
  const log = new ArrivalLog<number>(changes, 2);
  for (const arrival of [1, 2, 3]) log.add(arrival);

  const next = log.next((arrival) => arrival % 2 === 1);
  changes.notify();
  for (const arrival of [4, 5]) log.add(arrival);
  changes.notify();

  expect(await next).toBe(5);
});

test('blackhole remembers only the latest commands', async () => {
  await using kazoo = await KazooSimulator.start({ keptArrivals: 2 });
  await using client = await RawClient.open(kazoo.blackholeUrl);

  for (const request_id of ['1', '2', '3']) await client.ask({ action: 'ping', request_id });

  expect(kazoo.blackhole.commands.map(({ requestId }) => requestId)).toEqual(['2', '3']);
});

test('Crossbar remembers only the latest requests', async () => {
  await using kazoo = await KazooSimulator.start({ keptArrivals: 2 });

  for (const path of ['/v2/a', '/v2/b', '/v2/c']) await call(kazoo.apiUrl, { path });

  expect(kazoo.crossbar.requests.map(({ path }) => path)).toEqual(['/v2/b', '/v2/c']);
});

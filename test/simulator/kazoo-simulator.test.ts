import { expect, test } from 'vitest';
import { KazooSimulator } from '../../src/simulator/kazoo-simulator.ts';
import { RawClient } from './raw-client.ts';

test('a login, a subscribe and an event go the whole way', async () => {
  await using kazoo = await KazooSimulator.start();
  const demo = kazoo.directory.account('demo');
  const response = await fetch(`${kazoo.apiUrl}/user_auth`, {
    method: 'PUT',
    body: JSON.stringify({
      data: { credentials: 'b8f96fe2edc8a87caa9ec71e9f33e0db', account_name: 'demo' },
    }),
  });
  console.log(response.status, await response.text());
  await using client = await RawClient.open(kazoo.blackholeUrl);
  const token = kazoo.issueToken({ accountId: demo.id });
  const reply = await client.ask({
    action: 'subscribe',
    auth_token: token,
    request_id: 'r1',
    data: { account_id: demo.id, binding: 'call.*.*' },
  });
  expect(reply).toMatchObject({ status: 'success' });
  kazoo.publishCall(demo.id, 'CHANNEL_CREATE', { call_id: 'c@1' });
  console.log(await client.next());
  expect(kazoo.subscribeRequests).toEqual([{ accountId: demo.id, binding: 'call.*.*', socketId: expect.anything() }]);
});

import { expect, test } from 'vitest';
import { startHarness, until } from '../../harness/gateway-harness.ts';
import { limitedCount } from '../../harness/limited-count.ts';
import { RawClient } from '../../harness/raw-client.ts';

const aliases = Array.from({ length: 30 }, (_, index) => `l${index}: devices(first: ${index + 1}) { nodes { id } }`);
const lists = `{ ${aliases.join(' ')} }`;
const login = 'mutation Login($input: LoginInput!) { login(input: $input) { accountId } }';
const input = { accountName: 'other', username: 'other', password: 'other' };

test('while all lists of one user wait, others log in, connect and read', async () => {
  await using harness = await startHarness({
    settings: { MAX_REST_CONNECTIONS: '4', MAX_WAITING_READS_PER_TOKEN: '20' },
  });
  const other = { 'X-Auth-Token': harness.token('other') };
  const release = harness.kazoo.crossbar.faults.hold({ path: /\/devices/ });
  const crowd = Array.from({ length: 10 }, () =>
    harness.post({ query: lists }, { 'X-Auth-Token': harness.token('demo') }),
  );
  await until(() => expect(harness.gateway.gauges.waitingRequests()).toBe(20));

  const loggedIn = await harness.post({ query: login, variables: { input } });
  await using connected = await RawClient.ready(harness.webSocketUrl, { authToken: harness.token('master') });
  const read = await harness.post({ query: '{ users { nodes { id } } }' }, other);

  expect(loggedIn.body).toEqual({ data: { login: { accountId: harness.accountId('other') } } });
  expect(await connected.settled()).toEqual([]);
  expect(read.body).toMatchObject({ data: { users: { nodes: expect.any(Array) } } });
  expect(await limitedCount(harness, 'max_waiting_reads_per_token')).toBeGreaterThan(0);
  release();
  const answers = await Promise.all(crowd);
  expect(answers.map(({ status }) => status)).toContain(200);
  expect(JSON.stringify(answers)).toContain('RATE_LIMITED');
});

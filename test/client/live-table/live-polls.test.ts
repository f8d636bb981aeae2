import { expect, test } from 'vitest';
import { liveTable } from '../../../src/client/index.ts';
import { polledList, quickPolls } from '../../e2e/live/polled-lists.ts';
import { polledLists } from '../../graphql/subscriptions/harness/polled-updates.ts';
import { startHarness, until } from '../../harness/gateway-harness.ts';

test('a table follows each list that Kazoo is polled for', async () => {
  await using harness = await startHarness({ settings: quickPolls });
  const { kazoo } = harness;
  const { id: accountId, devices } = kazoo.directory.account('demo');
  const call = { parkerCallId: 'p', callerName: 'Ann', callerNumber: '1001' };
  kazoo.live.park(accountId, { ...call, slot: '1', callId: 'first' });
  const client = harness.clientOf('demo');
  const tables = new Map(
    [...polledLists.keys()].map((list) => [list, liveTable(client, { query: polledList(list, 'id') })]),
  );
  const sizeOf = (list: string) => tables.get(list)?.getSnapshot().rows.length;
  for (const table of tables.values()) table.subscribe(() => undefined);
  await until(() =>
    expect([...tables.values()].map((table) => table.getSnapshot().status)).not.toContain('CONNECTING'),
  );
  await until(() => expect(sizeOf('registrations')).toBe(devices.length));

  kazoo.live.unregister(devices[0]?.id ?? '');
  kazoo.live.park(accountId, { ...call, slot: '2', callId: 'second' });

  await until(() => expect([sizeOf('registrations'), sizeOf('parkedCalls')]).toEqual([devices.length - 1, 2]));
  expect([...tables].map(([list, table]) => [list, table.getSnapshot().status])).toEqual(
    [...polledLists.keys()].map((list) => [list, 'LIVE']),
  );
});

import { expect, test } from 'vitest';
import type { SourceEvent } from '../../../../src/fanout/shared-source.ts';
import { DescendantFeeds } from '../../../../src/graphql/subscriptions/descendants/descendant-feeds.ts';
import { descendantSource } from '../../../../src/graphql/subscriptions/descendants/descendant-source.ts';
import { FollowedAccounts } from '../../../../src/live/descendants/followed-accounts.ts';
import type { LiveRow } from '../../../../src/live/live-rows.ts';
import { AccountsAbove } from '../../../../src/upstream/accounts-above.ts';
import type { Instance } from '../../../fleet/harness/fleet-instance.ts';
import { everything, FleetWorld } from '../../../fleet/harness/fleet-world.ts';
import { LiveWatcher } from '../../../fleet/harness/live-watcher.ts';
import { TablesDouble } from '../../../live/descendants/table-double.ts';
import { marked } from './descendants-harness.ts';

/** The events of accounts below `top`, as clients of an instance get them. */
function openBelow({ upstreams }: Instance, accountIds: readonly string[]) {
  const lists = new TablesDouble<LiveRow>();
  const list = lists.of('top');
  for (const id of accountIds) list.put({ id, ownerIds: [] });
  list.open();
  const services = {
    lists,
    above: new AccountsAbove(),
    maxAccounts: 10,
    backoff: { baseMs: 100, maxMs: 100 },
    patienceMs: 2_000,
    onTooMany: () => undefined,
    onFailed: () => undefined,
  };
  const feeds = new DescendantFeeds(everything, (options) => new FollowedAccounts(services, options), upstreams);
  const source = descendantSource({ accountId: 'top', binding: everything, feeds, upstreams });
  const delivered: SourceEvent[] = [];
  const opened = source.open({ onEvent: (event) => delivered.push(event), onEnd: () => undefined }, 'client');
  return { source, opened, told: () => delivered.splice(0).map(marked) };
}

test('who resumes below an account is told of no gap of those that had no event, on whichever instance', async () => {
  using world = new FleetWorld();
  const [a, b] = [world.start('i1'), world.start('i2')];
  await world.pass(100);
  for (const accountId of ['quiet', 'later']) new LiveWatcher(a, accountId);
  const busy = new LiveWatcher(a, 'busy');
  await world.pass(1_000);
  const { source, opened, told } = openBelow(b, ['quiet', 'later', 'busy']);
  await world.pass(1_000);
  await opened.live;
  for (const accountId of ['quiet', 'busy']) world.publish(accountId);
  await world.pass(100);
  told();
  const { cursor = '' } = busy;
  world.publish('later');
  await world.pass(100);

  await opened.reach?.(cursor);
  // It comes while that is found out.
  world.publish('busy');
  await world.pass(100);
  const missed = [...source.replay(cursor)];
  const isOwed = opened.remind?.(missed.at(-1)?.cursor ?? '');
  told();
  world.publish('busy');
  await world.pass(100);

  expect([missed.map(marked), isOwed]).toEqual([
    [
      ['later', undefined],
      ['busy', undefined],
    ],
    false,
  ]);
  expect(told()).toEqual([['busy', undefined]]);
  opened.close();
});

import { expect, vi } from 'vitest';
import { GatewayError } from '../../../../src/errors.ts';
import type { SourceEvent } from '../../../../src/fanout/shared-source.ts';
import { DescendantFeeds } from '../../../../src/graphql/subscriptions/descendants/descendant-feeds.ts';
import { descendantSource } from '../../../../src/graphql/subscriptions/descendants/descendant-source.ts';
import type { DescendantUpstreams } from '../../../../src/graphql/subscriptions/descendants/descendant-upstreams.ts';
import type { DeliveredEvent } from '../../../../src/graphql/subscriptions/event-stream.ts';
import { parseBinding } from '../../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../../src/kazoo/events/kazoo-event.ts';
import { FollowedAccounts } from '../../../../src/live/descendants/followed-accounts.ts';
import type { LiveRow } from '../../../../src/live/live-rows.ts';
import { AccountsAbove } from '../../../../src/upstream/accounts-above.ts';
import type { MissedEvent } from '../../../../src/upstream/history/account-history.ts';
import { EventClock } from '../../../../src/upstream/history/event-clock.ts';
import type { Gap } from '../../../../src/upstream/history/gap.ts';
import { numberedEvent, TopicDouble } from '../../../harness/topic-double.ts';
import { TablesDouble } from '../../../live/descendants/table-double.ts';

export const expired = new GatewayError('CURSOR_EXPIRED', 'It is gone.');

/** Follows what is below `top`: accounts whose topics the test makes live. */
export async function followBelow(accountIds: readonly string[]) {
  const lists = new TablesDouble<LiveRow>();
  const list = lists.of('top');
  for (const id of accountIds) list.put({ id, ownerIds: [] });
  list.open();
  const clock = new EventClock();
  const topics = new Map<string, TopicDouble>();
  const listeners = new Map<string, ConstructorParameters<typeof TopicDouble>[0]>();
  /** What is known of each account; an account that is not in it has no known past. */
  const pasts = new Map<string, MissedEvent[]>();
  const losses = new Map<string, Gap>();
  /** Accounts of which no cursor names what clients have had. */
  const returning = new Set<string>();
  const upstreams: DescendantUpstreams = {
    listen(accountId, _binding, listener, _client, via) {
      expect(via).toBe('top');
      const topic = new TopicDouble(listener);
      topics.set(accountId, topic);
      listeners.set(accountId, listener);
      return topic;
    },
    checkCursor: () => undefined,
    areReturning: (ids) => ids.some((id) => returning.has(id)),
    sinceIfKnown: (cursor, accountId) => pasts.get(accountId)?.filter(({ event }) => event.cursor > cursor),
    since() {
      throw expired;
    },
    rememberedLoss(_, accountId) {
      const after = losses.get(accountId);
      return after === undefined ? undefined : { after };
    },
  };
  const services = {
    lists,
    above: new AccountsAbove(),
    maxAccounts: 10,
    backoff: { baseMs: 100, maxMs: 100 },
    patienceMs: 2_000,
    onTooMany: () => undefined,
    onFailed: () => undefined,
  };
  const binding = parseBinding('call.*.*');
  const feeds = new DescendantFeeds(binding, (options) => new FollowedAccounts(services, options), upstreams);
  const sourceOf = (key: string, accepts: (event: KazooEvent) => boolean) =>
    descendantSource({ accountId: 'top', binding, filter: { key, accepts }, feeds, upstreams });
  const source = sourceOf('wanted', ({ name }) => name !== 'unwanted');
  const delivered: SourceEvent[] = [];
  const opened = source.open({ onEvent: (event) => delivered.push(event), onEnd: () => undefined }, 'somebody');
  await vi.advanceTimersByTimeAsync(0);

  function event(accountId: string, name = 'test'): KazooEvent {
    return { ...numberedEvent(0, clock.cursorOf(clock.next())), accountId, name };
  }
  return {
    source,
    sourceOf,
    lists,
    opened,
    list,
    topics,
    pasts,
    losses,
    returning,
    event,
    cursor: () => clock.cursorOf(clock.next()),
    becomeLive: async (...ids: readonly string[]) => {
      for (const id of ids) topics.get(id)?.becomeLive();
      await vi.advanceTimersByTimeAsync(0);
    },
    emit: (accountId: string, name?: string) => listeners.get(accountId)?.onEvent(event(accountId, name)),
    gap: (accountId: string, gap: Gap) => listeners.get(accountId)?.onGap(gap),
    /** Of each event: its account, and the gap that its result says it has. */
    told: () => delivered.splice(0).map(marked),
  };
}

/** The account of an event, and the gap that its result says it has. */
export function marked({ root, extensions }: SourceEvent): readonly [string, unknown] {
  const { event } = root as DeliveredEvent;
  const gap = extensions?.['gap'];
  return [event.accountId, gap ? (gap as Gap).accountIds : gap];
}

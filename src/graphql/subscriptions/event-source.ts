import type { SourceEvent } from '../../fanout/shared-source.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { MissedEvent, RememberedLoss } from '../../upstream/history/account-history.ts';
import { ofAccount } from '../../upstream/history/gap.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../../upstream/topics/topic-subscription.ts';
import type { AccountSource } from './account-source.ts';
import { type EventFilter, ownerFilter } from './event-filter.ts';
import { type DeliveredEvent, EventStream } from './event-stream.ts';
import { GapMarker } from './gap-marker.ts';
import { allOf } from './item-filter.ts';

export interface EventUpstreams {
  /**
   * @param client the client that asks: clients alternate where Kazoo must be asked
   * @param via the account above it from which it is followed, if it is
   */
  listen(accountId: string, binding: Binding, listener: TopicListener, client: string, via?: string): TopicSubscription;
  /** @throws `BAD_USER_INPUT` when the text cannot be an event cursor. */
  checkCursor(cursor: string): void;
  /** Resolves when everything up to the cursor is here: `since` can be asked. Default: it is. */
  reach?(cursor: string, accountId: string): Promise<void>;
  /**
   * Returns what came after a cursor, oldest first, read while it is iterated. @throws
   * `CURSOR_EXPIRED` when that is not known completely.
   */
  since(cursor: string, accountId: string, bindings: readonly Binding[]): Iterable<MissedEvent>;
  /** Whether no cursor names what clients of one of the accounts have had. Default: one does. */
  areReturning?(accountIds: readonly string[]): boolean;
  /** Undefined when no possible loss of the account is remembered. */
  rememberedLoss(cursor: string, accountId: string): RememberedLoss | undefined;
}

export interface EventSourceOptions {
  readonly accountId: string;
  /** The topics that the operation takes; an event of several of them is delivered once. */
  readonly bindings: readonly Binding[];
  /** Which of their events are delivered. Default: all. */
  readonly filter?: EventFilter | undefined;
  /** The only user whose events are delivered. Default: everybody's are. */
  readonly ownerId?: string | undefined;
  readonly upstreams: EventUpstreams;
}

/**
 * Creates the source of an account's events that pass a filter. @throws `FORBIDDEN` for an owner's
 * events of a family that Kazoo does not assign to owners.
 */
export function eventSource(options: EventSourceOptions): AccountSource {
  const { accountId, bindings, ownerId, upstreams } = options;
  const own = ownerId === undefined ? undefined : ownerFilter(bindings, ownerId);
  const filter = allOf(own, options.filter);
  return {
    accountId,
    ownerId,
    topics: [...new Set(bindings.map(({ text }) => `${accountId} ${text}`))],
    // As JSON, since a filter's values may hold any character.
    key: JSON.stringify([accountId, bindings.map(({ text }) => text), filter?.key ?? null]),
    checkCursor: (cursor) => upstreams.checkCursor(cursor),
    replay(cursor) {
      if (cursor === undefined) return [];
      const missed = upstreams.since(cursor, accountId, bindings);
      return missedEvents(accountId, missed, filter, upstreams.rememberedLoss(cursor, accountId) !== undefined);
    },
    open(listener, client) {
      const stream = new EventStream(accountId, listener, filter, bindings.length > 1);
      const listenings = bindings.map((binding) => upstreams.listen(accountId, binding, stream, client));
      return {
        get pendingNotice() {
          return stream.pendingGap;
        },
        get isHolding() {
          return upstreams.areReturning?.([accountId]) === true;
        },
        reach: async (cursor) => upstreams.reach?.(cursor, accountId),
        remind(cursor) {
          const loss = upstreams.rememberedLoss(cursor, accountId);
          return loss !== undefined && stream.remind(loss.after);
        },
        live: Promise.all(listenings.map(({ live }) => live)).then(() => stream.begin()),
        lose: (since) => stream.lose(since),
        close() {
          for (const { unsubscribe } of listenings) unsubscribe();
        },
      };
    },
  };
}

function* missedEvents(
  accountId: string,
  missed: Iterable<MissedEvent>,
  filter: EventFilter | undefined,
  lastHadGap: boolean,
): Iterable<SourceEvent> {
  const marker = new GapMarker(lastHadGap);
  for (const { event, gap: gapBefore } of missed) {
    if (gapBefore !== null) marker.add(ofAccount(gapBefore, accountId));
    if (filter?.accepts(event) === false) continue;
    const { gap, ...extensions } = marker.next();
    const { cursor, receivedAt, size } = event;
    yield { root: { event, gap } satisfies DeliveredEvent, cursor, receivedAt, size, ...extensions };
  }
}

import type { OpenSource, SourceEvent, SourceListener } from '../../../fanout/shared-source.ts';
import type { Binding } from '../../../kazoo/blackhole/binding.ts';
import { descendants } from '../../../kazoo/collections/descendants.ts';
import type { KazooEvent } from '../../../kazoo/events/kazoo-event.ts';
import type { FollowDescendants } from '../../../live/descendants/descendant-table.ts';
import { topicBelow } from '../../../live/descendants/descendant-tables.ts';
import type { FollowedAccounts } from '../../../live/descendants/followed-accounts.ts';
import type { MissedEvent } from '../../../upstream/history/account-events.ts';
import { dateOfCursor } from '../../../upstream/history/event-clock.ts';
import { type AccountGap, closeGap, mergeGaps, ofAccount } from '../../../upstream/history/gap.ts';
import type { AccountSource } from '../account-source.ts';
import type { EventFilter } from '../event-filter.ts';
import type { EventUpstreams } from '../event-source.ts';
import { type DeliveredEvent, EventStream } from '../event-stream.ts';
import { GapMarker } from '../gap-marker.ts';
import { mergedPast } from './merged-past.ts';

export interface DescendantUpstreams extends EventUpstreams {
  /** What `since` returns; undefined where it would throw `CURSOR_EXPIRED`. */
  sinceIfKnown(cursor: string, accountId: string, bindings: readonly Binding[]): Iterable<MissedEvent> | undefined;
}

export interface DescendantSourceOptions {
  /** The account below which the accounts are. */
  readonly accountId: string;
  /** What is taken of each. Its events must say in their routing keys whose they are. */
  readonly binding: Binding;
  readonly filter?: EventFilter | undefined;
  readonly follow: FollowDescendants;
  readonly upstreams: DescendantUpstreams;
}

/**
 * Creates the source of the events of all accounts below one. They come in the order of receipt,
 * with which cursors go on over all of them. What may be missing of one account is told with the
 * next event of any, so that no cursor is ahead of a gap that was not told.
 */
export function descendantSource(options: DescendantSourceOptions): AccountSource {
  const { accountId, binding, filter, upstreams } = options;
  let stream: DescendantStream | undefined;
  return {
    accountId,
    lists: [descendants],
    topics: [topicBelow(`${accountId} ${binding.text}`)],
    key: JSON.stringify(['below', accountId, binding.text, filter?.key ?? null]),
    checkCursor: (cursor) => upstreams.checkCursor(cursor),
    replay: (cursor) => (cursor === undefined || stream === undefined ? [] : stream.replay(cursor)),
    open(listener, client) {
      stream = new DescendantStream(options, listener, client);
      return stream;
    },
  };
}

class DescendantStream implements OpenSource {
  readonly #options: DescendantSourceOptions;
  readonly #events: EventStream;
  readonly #followed: FollowedAccounts;
  /** When each account had its latest event. */
  readonly #latest = new Map<string, Date>();
  /** Since when events of accounts may be missing that are not followed yet, or for now. */
  readonly #absentSince = new Map<string, Date>();
  readonly #openedAt = new Date();
  /** `live`: who waited for the stream goes on without the accounts that take their time. */
  #state: 'beginning' | 'live' | 'complete' = 'beginning';
  /** Those that came after that. They are told of together: there may be hundreds. */
  #late: string[] = [];
  readonly live: Promise<void>;

  constructor(options: DescendantSourceOptions, listener: SourceListener, client: string) {
    this.#options = options;
    const { accountId, filter, follow, upstreams, binding } = options;
    this.#events = new EventStream(accountId, listener, filter, false);
    this.#followed = follow({
      accountId,
      client,
      open: (id, onEnd) => {
        const account = {
          onEvent: (event: KazooEvent) => this.#onEvent(id, event),
          onGap: (gap: Parameters<EventStream['onGap']>[0]) => this.#events.onGap(ofAccount(gap, id)),
          onEnd,
        };
        const { live, unsubscribe } = upstreams.listen(id, binding, account, client, accountId);
        return { opened: live, close: unsubscribe };
      },
      onCame: (id) => this.#absentSince.set(id, this.#openedAt),
      onFollowed: (id) => this.#onFollowed(id),
      onLost: (id) => this.#absentSince.set(id, new Date()),
      onLeft: (id) => this.#onLeft(id),
      onEnd: (error) => listener.onEnd(error),
    });
    const { settled, tried } = this.#followed;
    this.live = settled.then(() => {
      if (this.#state === 'beginning') this.#state = 'live';
    });
    const complete = tried.then(() => this.#onComplete());
    // Whoever waits gets the error; here it only must not count as unhandled.
    for (const promise of [this.live, complete]) promise.catch(() => undefined);
  }

  get pendingNotice(): AccountGap | undefined {
    return this.#events.pendingGap;
  }

  /** @throws `CURSOR_EXPIRED` when what came after the cursor is not known of any account */
  *replay(cursor: string): Iterable<SourceEvent> {
    const { upstreams, binding, filter } = this.#options;
    const { accountIds } = this.#followed;
    const pasts: Iterable<OwnMissedEvent>[] = [];
    let hasLoss = false;
    for (const accountId of accountIds) {
      const past = upstreams.sinceIfKnown(cursor, accountId, [binding]);
      if (past !== undefined) pasts.push(ownPast(accountId, past));
      hasLoss ||= upstreams.rememberedLoss(cursor, accountId) !== undefined;
    }
    const [first] = accountIds;
    // Says why.
    if (first !== undefined && pasts.length === 0) upstreams.since(cursor, first, [binding]);
    const unknown = this.#unknownSince(cursor);
    const marker = new GapMarker(hasLoss || unknown !== null);
    if (unknown !== null) marker.add(unknown);
    for (const { event, gap: gapBefore } of mergedPast(pasts)) {
      if (gapBefore !== null) marker.add(gapBefore);
      if (filter?.accepts(event) === false) continue;
      const { gap, ...extensions } = marker.next();
      const { cursor: at, receivedAt, size } = event;
      yield { root: { event, gap } satisfies DeliveredEvent, cursor: at, receivedAt, size, ...extensions };
    }
  }

  remind(cursor: string): boolean {
    let gap: AccountGap | null = this.#unknownSince(cursor);
    let isOwed = gap !== null;
    for (const accountId of this.#followed.accountIds) {
      const loss = this.#options.upstreams.rememberedLoss(cursor, accountId);
      isOwed ||= loss !== undefined;
      if (loss?.after) gap = mergeGaps(gap, ofAccount(loss.after, accountId));
    }
    return isOwed && this.#events.remind(gap);
  }

  lose(since: Date): void {
    const accountIds = [...this.#latest].filter(([, at]) => at >= since).map(([accountId]) => accountId);
    this.#events.lose(since, accountIds);
  }

  close(): void {
    this.#followed.close();
  }

  /** Hot: once per event. */
  #onEvent(accountId: string, event: KazooEvent): void {
    this.#latest.set(accountId, event.receivedAt);
    this.#events.onEvent(event);
  }

  #onFollowed(accountId: string): void {
    const from = this.#absentSince.get(accountId) ?? this.#openedAt;
    this.#absentSince.delete(accountId);
    if (this.#state === 'live') this.#late.push(accountId);
    else if (this.#state === 'complete') this.#events.onGap(missingSince(from, [accountId]));
  }

  #onComplete(): void {
    if (this.#late.length > 0) this.#events.onGap(missingSince(this.#openedAt, this.#late));
    this.#late = [];
    this.#state = 'complete';
  }

  #onLeft(accountId: string): void {
    this.#absentSince.delete(accountId);
    this.#latest.delete(accountId);
  }

  /** What may be missing after the cursor of accounts whose past is not known completely. */
  #unknownSince(cursor: string): AccountGap | null {
    const { upstreams, binding } = this.#options;
    const accountIds = this.#followed.accountIds.filter(
      (accountId) => upstreams.sinceIfKnown(cursor, accountId, [binding]) === undefined,
    );
    const from = dateOfCursor(cursor);
    return accountIds.length === 0 || from === undefined ? null : missingSince(from, accountIds);
  }
}

/** What an account missed, as one of several. */
type OwnMissedEvent = Omit<MissedEvent, 'gap'> & { readonly gap: AccountGap | null };

function* ownPast(accountId: string, past: Iterable<MissedEvent>): Iterable<OwnMissedEvent> {
  for (const { event, gap } of past) yield { event, gap: gap && ofAccount(gap, accountId) };
}

function missingSince(from: Date, accountIds: readonly string[]): AccountGap {
  const gap = closeGap({ from, reason: 'UPSTREAM_DISCONNECTED', certain: false });
  return { ...gap, accountIds };
}

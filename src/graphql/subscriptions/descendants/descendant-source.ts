import type { OpenSource, SourceEvent, SourceListener } from '../../../fanout/shared-source.ts';
import type { Binding } from '../../../kazoo/blackhole/binding.ts';
import { descendants } from '../../../kazoo/collections/descendants.ts';
import { topicBelow } from '../../../live/descendants/descendant-tables.ts';
import { oncePerRun } from '../../../scheduling/once-per-run.ts';
import type { MissedEvent } from '../../../upstream/history/account-history.ts';
import { dateOfCursor } from '../../../upstream/history/event-clock.ts';
import { type AccountGap, mergeGaps, ofAccount } from '../../../upstream/history/gap.ts';
import type { AccountSource } from '../account-source.ts';
import type { EventFilter } from '../event-filter.ts';
import { type DeliveredEvent, EventStream } from '../event-stream.ts';
import { GapMarker } from '../gap-marker.ts';
import { missingSince } from './descendant-feed.ts';
import type { DescendantFeeds, JoinedFeed } from './descendant-feeds.ts';
import type { DescendantUpstreams } from './descendant-upstreams.ts';
import { mergedPast } from './merged-past.ts';

export interface DescendantSourceOptions {
  /** The account below which the accounts are. */
  readonly accountId: string;
  /** What is taken of each. Its events must say in their routing keys whose they are. */
  readonly binding: Binding;
  readonly filter?: EventFilter | undefined;
  /** The feeds of the binding. */
  readonly feeds: DescendantFeeds;
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
  readonly live: Promise<void>;
  readonly #options: DescendantSourceOptions;
  readonly #events: EventStream;
  readonly #joined: JoinedFeed;
  /** Each client asks with its ping, and there may be thousands of accounts. */
  readonly #areReturning: () => boolean;

  constructor(options: DescendantSourceOptions, listener: SourceListener, client: string) {
    this.#options = options;
    const { accountId, filter, feeds, upstreams } = options;
    this.#events = new EventStream(accountId, listener, filter, false);
    this.#joined = feeds.join(accountId, client, this.#events);
    this.live = this.#joined.feed.live;
    this.#areReturning = oncePerRun(() => upstreams.areReturning?.(this.#joined.feed.accountIds) === true);
  }

  get pendingNotice(): AccountGap | undefined {
    return this.#events.pendingGap;
  }

  get isHolding(): boolean {
    return this.#areReturning();
  }

  async reach(cursor: string): Promise<void> {
    const { accountIds } = this.#joined.feed;
    await Promise.all([...accountIds].map((accountId) => this.#options.upstreams.reach?.(cursor, accountId)));
  }

  /** @throws `CURSOR_EXPIRED` when what came after the cursor is not known of any account */
  *replay(cursor: string): Iterable<SourceEvent> {
    const { upstreams, binding, filter } = this.#options;
    const { accountIds } = this.#joined.feed;
    const pasts: Iterable<OwnMissedEvent>[] = [];
    let hasLoss = false;
    for (const accountId of accountIds) {
      const past = upstreams.sinceIfKnown(cursor, accountId, [binding]);
      if (past !== undefined) pasts.push(ownPast(accountId, past));
      hasLoss ||= upstreams.rememberedLoss(cursor, accountId) !== undefined;
    }
    const [first] = accountIds;
    // Nothing is known of any account: `since` throws, and says why.
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
    for (const accountId of this.#joined.feed.accountIds) {
      const loss = this.#options.upstreams.rememberedLoss(cursor, accountId);
      isOwed ||= loss !== undefined;
      if (loss?.after) gap = mergeGaps(gap, ofAccount(loss.after, accountId));
    }
    return isOwed && this.#events.remind(gap);
  }

  lose(since: Date): void {
    this.#events.lose(since, this.#joined.feed.busySince(since));
  }

  close(): void {
    this.#joined.leave();
  }

  /**
   * What may be missing after the cursor of accounts whose past is not known completely. Those are
   * left out that have been absent since before: it was said, or is when they come.
   */
  #unknownSince(cursor: string): AccountGap | null {
    const { upstreams, binding } = this.#options;
    const { feed } = this.#joined;
    const seenAt = dateOfCursor(cursor);
    if (seenAt === undefined) return null;
    let from = seenAt;
    const accountIds = feed.accountIds.filter((accountId) => {
      const absentSince = feed.absenceSince(accountId, seenAt);
      if (absentSince === 'told later') return false;
      if (absentSince === undefined) return upstreams.sinceIfKnown(cursor, accountId, [binding]) === undefined;
      if (absentSince < from) from = absentSince;
      return true;
    });
    return accountIds.length === 0 ? null : missingSince(from, accountIds);
  }
}

/** What an account missed, as one of several. */
type OwnMissedEvent = Omit<MissedEvent, 'gap'> & { readonly gap: AccountGap | null };

function* ownPast(accountId: string, past: Iterable<MissedEvent>): Iterable<OwnMissedEvent> {
  for (const { event, gap } of past) yield { event, gap: gap && ofAccount(gap, accountId) };
}

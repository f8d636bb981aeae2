import type { Binding } from '../../../kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../kazoo/events/kazoo-event.ts';
import type { FollowDescendants } from '../../../live/descendants/descendant-table.ts';
import type { Following } from '../../../live/descendants/followed-account.ts';
import type { FollowedAccounts } from '../../../live/descendants/followed-accounts.ts';
import { type AccountGap, closeGap, type Gap, ofAccount } from '../../../upstream/history/gap.ts';
import type { EventUpstreams } from '../event-source.ts';

/** Told of what comes of all accounts. Called synchronously, in order; must not throw. */
export interface FeedListener {
  onEvent(event: KazooEvent): void;
  /** Events of some accounts may have been missed before the next one. */
  onGap(gap: AccountGap): void;
  /** Nothing follows. */
  onEnd(error: Error): void;
}

export interface DescendantFeedOptions {
  /** The account below which the accounts are. */
  readonly accountId: string;
  readonly client: string;
  /** What is taken of each account. */
  readonly binding: Binding;
  readonly follow: FollowDescendants;
  readonly upstreams: Pick<EventUpstreams, 'listen'>;
  /** Called when it has ended, or its last listener has left. */
  readonly onClosed: () => void;
}

/**
 * What happens in all accounts below one. One for all subscriptions, however many there are with
 * different wishes: each would else listen to hundreds of accounts by itself.
 */
export class DescendantFeed {
  /** Resolves when the accounts are followed, but for those that take their time. */
  readonly live: Promise<void>;
  readonly #options: DescendantFeedOptions;
  readonly #followed: FollowedAccounts;
  readonly #listeners = new Set<FeedListener>();
  /** When each account had its latest event. */
  readonly #latest = new Map<string, Date>();
  /** Since when events of accounts may be missing that are not followed yet, or for now. */
  readonly #absentSince = new Map<string, Date>();
  readonly #openedAt = new Date();
  /** `live`: who waited for the feed goes on without the accounts that take their time. */
  #state: 'beginning' | 'live' | 'complete' = 'beginning';
  /** Those that came after that. They are told of together: there may be hundreds. */
  #late: string[] = [];

  constructor(options: DescendantFeedOptions) {
    this.#options = options;
    const { accountId, client, follow } = options;
    this.#followed = follow({
      accountId,
      client,
      open: (id, onEnd) => this.#open(id, onEnd),
      onCame: (id) => this.#absentSince.set(id, this.#openedAt),
      onFollowed: (id) => this.#onFollowed(id),
      onLost: (id) => this.#absentSince.set(id, new Date()),
      onLeft: (id) => this.#onLeft(id),
      onEnd: (error) => this.#end(error),
    });
    const { settled, tried } = this.#followed;
    this.live = settled.then(() => {
      if (this.#state === 'beginning') this.#state = 'live';
    });
    const complete = tried.then(() => this.#onComplete());
    // Whoever waits gets the error; here it only must not count as unhandled.
    for (const promise of [this.live, complete]) promise.catch(() => undefined);
  }

  /** Those below the account, whether or not they are followed already. */
  get accountIds(): readonly string[] {
    return this.#followed.accountIds;
  }

  /** Those that had an event since then. */
  busySince(since: Date): readonly string[] {
    return [...this.#latest].filter(([, at]) => at >= since).map(([accountId]) => accountId);
  }

  /** Returns how to leave, which is idempotent. */
  join(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.#options.onClosed();
      this.#followed.close();
    };
  }

  #open(accountId: string, onEnd: (error: unknown) => void): Following {
    const { upstreams, binding, client, accountId: via } = this.#options;
    const listener = {
      onEvent: (event: KazooEvent) => this.#onEvent(accountId, event),
      onGap: (gap: Gap) => this.#tellGap(ofAccount(gap, accountId)),
      onEnd,
    };
    const { live, unsubscribe } = upstreams.listen(accountId, binding, listener, client, via);
    return { opened: live, close: unsubscribe };
  }

  /** Hot: once per event. */
  #onEvent(accountId: string, event: KazooEvent): void {
    this.#latest.set(accountId, event.receivedAt);
    for (const listener of this.#listeners) listener.onEvent(event);
  }

  #tellGap(gap: AccountGap): void {
    for (const listener of this.#listeners) listener.onGap(gap);
  }

  #onFollowed(accountId: string): void {
    const from = this.#absentSince.get(accountId) ?? this.#openedAt;
    this.#absentSince.delete(accountId);
    if (this.#state === 'live') this.#late.push(accountId);
    else if (this.#state === 'complete') this.#tellGap(missingSince(from, [accountId]));
  }

  #onComplete(): void {
    if (this.#late.length > 0) this.#tellGap(missingSince(this.#openedAt, this.#late));
    this.#late = [];
    this.#state = 'complete';
  }

  #onLeft(accountId: string): void {
    this.#absentSince.delete(accountId);
    this.#latest.delete(accountId);
  }

  #end(error: Error): void {
    this.#options.onClosed();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener.onEnd(error);
  }
}

/** What may be missing since a moment until now. */
export function missingSince(from: Date, accountIds: readonly string[]): AccountGap {
  const gap = closeGap({ from, reason: 'UPSTREAM_DISCONNECTED', certain: false });
  return { ...gap, accountIds };
}

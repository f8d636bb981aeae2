import type { Binding } from '../../../kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../kazoo/events/kazoo-event.ts';
import type { FollowDescendants } from '../../../live/descendants/descendant-table.ts';
import type { FollowedAccounts } from '../../../live/descendants/followed-accounts.ts';
import type { Following } from '../../../live/followed-part.ts';
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

/** A time in which an account was not followed. */
interface Absence {
  readonly from: Date;
  /** When listeners were told of it, after its end. */
  readonly toldAt: Date | undefined;
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
  /** The last one of each account that somebody may have missed something by. */
  readonly #absences = new Map<string, Absence>();
  /** `live`: who waited for the feed goes on without the accounts that take their time. */
  #state: 'beginning' | 'live' = 'beginning';

  constructor(options: DescendantFeedOptions) {
    this.#options = options;
    const { accountId, client, follow } = options;
    this.#followed = follow({
      accountId,
      client,
      open: (id, onEnd) => this.#open(id, onEnd),
      onCame: (id, since) => this.#absences.set(id, { from: since, toldAt: undefined }),
      onFollowed: (id) => this.#onFollowed(id),
      onLost: (id) => this.#absences.set(id, { from: new Date(), toldAt: undefined }),
      onLeft: (id) => this.#onLeft(id),
      onEnd: (error) => this.#end(error),
    });
    this.live = this.#followed.settled.then(() => {
      this.#state = 'live';
    });
    // Whoever waits gets the error; here it only must not count as unhandled.
    this.live.catch(() => undefined);
  }

  /** The accounts below this one, whether or not they are followed already. */
  get accountIds(): readonly string[] {
    return this.#followed.accountIds;
  }

  /** The accounts that had an event since then. */
  busySince(since: Date): readonly string[] {
    return [...this.#latest].filter(([, at]) => at >= since).map(([accountId]) => accountId);
  }

  /**
   * Since when somebody who has seen everything up to `seenAt` may have missed events of an account
   * by an absence that listeners were told of after that. What they are not told yet comes by
   * itself.
   */
  absenceSince(accountId: string, seenAt: Date): Date | 'told later' | undefined {
    const absence = this.#absences.get(accountId);
    if (absence === undefined) return undefined;
    const { from, toldAt } = absence;
    if (toldAt === undefined) return from < seenAt ? 'told later' : undefined;
    return seenAt <= toldAt ? from : undefined;
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
    // Of an account that is not followed yet some may be missing by then.
    if (this.#state === 'beginning') return;
    this.#latest.set(accountId, event.receivedAt);
    for (const listener of this.#listeners) listener.onEvent(event);
  }

  #tellGap(gap: AccountGap): void {
    // Nobody has seen anything.
    if (this.#state === 'beginning') return;
    for (const listener of this.#listeners) listener.onGap(gap);
  }

  /** Told at once, whoever else is late: no cursor may be ahead of it that a client is given. */
  #onFollowed(accountId: string): void {
    const absence = this.#absences.get(accountId);
    this.#absences.delete(accountId);
    if (absence === undefined || this.#state === 'beginning') return;
    const gap = missingSince(absence.from, [accountId]);
    this.#absences.set(accountId, { from: absence.from, toldAt: gap.to });
    this.#tellGap(gap);
  }

  #onLeft(accountId: string): void {
    this.#absences.delete(accountId);
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

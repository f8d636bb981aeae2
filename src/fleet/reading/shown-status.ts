import type { Gap } from '../../upstream/history/gap.ts';
import type { StatusStore } from '../../upstream/status-store.ts';
import type { Topic } from '../../upstream/topics/topic.ts';
import type { AccountStatus } from '../entries/account-entry.ts';

const restoring: AccountStatus = {
  state: 'RECONNECTING',
  reason: 'Something that is listened to does not come from Kazoo right now: it is being subscribed again.',
  attempt: 0,
  retryAt: null,
};

/**
 * How an account's events are doing for the clients of this instance: as its owner says, and not
 * live while something that they listen to is missed, whether or not the owner knows of that.
 */
export class ShownStatus {
  readonly #accountId: string;
  readonly #statuses: StatusStore;
  readonly #topics: () => Iterable<Topic>;
  #told: AccountStatus = { state: 'CONNECTING', reason: null, attempt: 0, retryAt: null };
  #isClosed = false;

  constructor(accountId: string, statuses: StatusStore, topics: () => Iterable<Topic>) {
    this.#accountId = accountId;
    this.#statuses = statuses;
    this.#topics = topics;
    statuses.set(accountId, this.#told);
  }

  /** Whether who brings the events is connected to Kazoo, as far as is known. */
  get isConnected(): boolean {
    return this.#told.state === 'LIVE';
  }

  /** Takes what is said by who brings the events. */
  set({ state, reason, attempt, retryAt }: AccountStatus): void {
    this.#told = { state, reason, attempt, retryAt };
    this.refresh();
  }

  /**
   * To be called when topics have changed.
   *
   * @param gap one that they were told of, whole
   */
  refresh(gap?: Gap): void {
    if (this.#isClosed) return;
    const before = this.#statuses.get(this.#accountId).gap;
    const status = this.isConnected && this.#isRestoring ? restoring : this.#told;
    // Each binding of one gap tells it.
    const isKnown = gap !== undefined && before !== null && isSame(before, gap);
    this.#statuses.set(this.#accountId, { ...status, gap: isKnown ? before : gap });
  }

  /** The account is nobody's any more. */
  close(): void {
    this.#isClosed = true;
    this.#statuses.set(this.#accountId, { state: 'IDLE', reason: null, attempt: 0, retryAt: null });
  }

  get #isRestoring(): boolean {
    for (const { isComplete, isWanted, openGap } of this.#topics())
      if (isWanted && !isComplete && openGap !== undefined) return true;
    return false;
  }
}

function isSame(one: Gap, other: Gap): boolean {
  const { from, to, reason, certain } = one;
  const isSameTime = from.getTime() === other.from.getTime() && to.getTime() === other.to.getTime();
  return isSameTime && reason === other.reason && certain === other.certain;
}

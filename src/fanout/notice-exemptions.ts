import type { OpenSource } from './shared-source.ts';
import type { Subscriber } from './subscriber.ts';

/**
 * Who of a group must not get the notice that its next event will carry: those who have missed
 * nothing of what it tells. A notice is known by its object.
 */
export class NoticeExemptions {
  readonly #notices = new Map<Subscriber, object>();

  get areAny(): boolean {
    return this.#notices.size > 0;
  }

  /**
   * Exempts a subscriber that joins those `present`, unless it resumes: then the source knows what
   * it has missed since the cursor that it has seen. What the source adds to the notice for its
   * sake is for nobody else.
   */
  join(
    subscriber: Subscriber,
    source: Pick<OpenSource, 'pendingNotice' | 'remind'>,
    present: Iterable<Subscriber>,
    seen: string | undefined,
  ): void {
    const before = source.pendingNotice;
    const isOwed = seen !== undefined && source.remind?.(seen) === true;
    const { pendingNotice } = source;
    if (pendingNotice === undefined) return;
    if (!isOwed) this.#notices.set(subscriber, pendingNotice);
    if (pendingNotice === before) return;
    for (const other of present) {
      if (before === undefined || this.has(other, before)) this.#notices.set(other, pendingNotice);
    }
  }

  /** Idempotent. */
  delete(subscriber: Subscriber): void {
    this.#notices.delete(subscriber);
  }

  has(subscriber: Subscriber, notice: object): boolean {
    return this.#notices.get(subscriber) === notice;
  }

  /** Returns who is exempt from `notice`, which is about to be sent: nobody is exempt any more. */
  take(notice: object): ReadonlySet<Subscriber> {
    const exempt = new Set<Subscriber>();
    for (const [subscriber, of] of this.#notices) if (of === notice) exempt.add(subscriber);
    this.#notices.clear();
    return exempt;
  }
}

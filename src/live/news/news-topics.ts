import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { MissedEvent, RememberedLoss } from '../../upstream/history/account-history.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../../upstream/topics/topic-subscription.ts';

/**
 * News of one kind as clients follow it. Its events are `NewsEvent`s, found out by this gateway or
 * by another instance of its fleet.
 */
export interface NewsTopics {
  /** What is listened to. */
  readonly binding: Binding;
  /** What is subscribed to at Kazoo for it. */
  readonly source: Binding;
  listen(accountId: string, binding: Binding, listener: TopicListener, client: string): TopicSubscription;
  /** @throws `BAD_USER_INPUT` when the text cannot be an event cursor. */
  checkCursor(cursor: string): void;
  /** Resolves when everything up to the cursor is here. Default: it is. */
  reach?(cursor: string, accountId: string): Promise<void>;
  /**
   * What was told after a cursor, oldest first, read while it is iterated.
   *
   * @throws `CURSOR_EXPIRED` when that is not known completely.
   */
  since(cursor: string, accountId: string, bindings: readonly Binding[]): Iterable<MissedEvent>;
  /** Whether no cursor names what clients of one of the accounts have had. Default: one does. */
  areReturning?(accountIds: readonly string[]): boolean;
  /** Undefined when no possible loss of the account is remembered. */
  rememberedLoss(cursor: string, accountId: string): RememberedLoss | undefined;
}

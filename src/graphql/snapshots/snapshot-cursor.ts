import type { SessionRegistry } from '../../auth/session-registry.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import { withTimeout } from '../../scheduling/with-timeout.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../../upstream/topics/topic-subscription.ts';
import type { OperationContext } from '../operation-context.ts';

/** The upstreams, as a snapshot uses them. */
export interface SnapshotUpstreams {
  /** The cursor of the present moment: everything received later comes after it. */
  readonly cursor: string;
  /** As `cursor`, for one account; default: that. */
  cursorOf?(accountId: string): string;
  listen(accountId: string, binding: Binding, listener: TopicListener, client: string): TopicSubscription;
}

/**
 * Ignores everything: the topic keeps its events, gaps and its own end for whoever resumes after
 * the cursor.
 */
const noopListener = (): TopicListener => ({ onEvent: () => {}, onGap: () => {}, onEnd: () => {} });

/**
 * Takes cursors for snapshots: every change that a snapshot does not show comes after its cursor.
 */
export class SnapshotCursor {
  readonly #upstreams: SnapshotUpstreams;
  readonly #sessions: SessionRegistry;
  readonly #topicTimeoutMs: number;

  /**
   * @param topicTimeoutMs how long a snapshot waits for its topic before it is taken without a
   * cursor
   */
  constructor(upstreams: SnapshotUpstreams, sessions: SessionRegistry, topicTimeoutMs: number) {
    this.#upstreams = upstreams;
    this.#sessions = sessions;
    this.#topicTimeoutMs = topicTimeoutMs;
  }

  /**
   * Runs `ask` with a cursor that was taken while the topic of `binding` was live. The topic then
   * lingers, so that the subscription that follows finds it open. The cursor is null when the topic
   * is not live in time.
   */
  async note<Answer>(
    { session }: OperationContext,
    accountId: string,
    binding: Binding,
    ask: (cursor: string | null) => Promise<Answer>,
  ): Promise<Answer> {
    // Attached, since this session's token may have to open the account's socket. Needs no ending:
    // `ask` ends by itself.
    const stream = { accountId, end: () => {}, onSessionEnded: () => {} };
    this.#sessions.attach(session, stream);
    const { live, unsubscribe } = this.#upstreams.listen(accountId, binding, noopListener(), session.principal ?? '');
    try {
      // The upstream reports why there is no topic; for a snapshot it only means that there is no cursor.
      const settled = live.then(
        () => true,
        () => false,
      );
      const isComplete = await withTimeout(settled, this.#topicTimeoutMs, false);
      return await ask(isComplete ? (this.#upstreams.cursorOf?.(accountId) ?? this.#upstreams.cursor) : null);
    } finally {
      unsubscribe();
      this.#sessions.detach(session, stream);
    }
  }
}

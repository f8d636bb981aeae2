import type { SessionRegistry } from '../../auth/session-registry.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../../upstream/upstream.ts';
import type { OperationContext } from '../operation-context.ts';

export interface SnapshotCursorOptions {
  readonly upstreams: {
    /** The present moment: everything received later comes after it. */
    readonly cursor: string;
    listen(accountId: string, binding: Binding, listener: TopicListener, client: string): TopicSubscription;
  };
  readonly sessions: SessionRegistry;
  /** How long a snapshot waits for its topic; then it is taken without a cursor. */
  readonly topicTimeoutMs: number;
}

/** What happens meanwhile is for whoever resumes after the cursor: the topic keeps it, gaps and its own end included. */
const noopListener = (): TopicListener => ({ onEvent: () => {}, onGap: () => {}, onEnd: () => {} });

/** Puts snapshots into the stream of events: whatever a snapshot does not show yet comes after its cursor. */
export class SnapshotCursor {
  readonly #options: SnapshotCursorOptions;

  constructor(options: SnapshotCursorOptions) {
    this.#options = options;
  }

  /**
   * Runs `ask` while the topic of `binding` is live, and then leaves the topic to its linger, so that a subscription finds it open. The
   * cursor is null where the topic cannot be had in time: the picture is worth having without the stream.
   */
  async note<Answer>(
    { session }: OperationContext,
    accountId: string,
    binding: Binding,
    ask: (cursor: string | null) => Promise<Answer>,
  ): Promise<Answer> {
    const { upstreams, sessions, topicTimeoutMs } = this.#options;
    // The asker's token may be the one that opens the account's socket. What is asked ends by itself, whoever logs in meanwhile.
    const stream = { accountId, end: () => {}, onSessionEnded: () => {} };
    sessions.attach(session, stream);
    const { live, unsubscribe } = upstreams.listen(accountId, binding, noopListener(), session.principal ?? '');
    try {
      const isLive = await isFulfilledWithin(live, topicTimeoutMs);
      return await ask(isLive ? upstreams.cursor : null);
    } finally {
      unsubscribe();
      sessions.detach(session, stream);
    }
  }
}

async function isFulfilledWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  // Why there is no topic is the upstream's to report; here it only means that there is no cursor.
  const fulfilled = promise.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([fulfilled, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { type BackoffOptions, fullJitterMs } from '../../../scheduling/backoff.ts';
import type { TopicListener } from '../../../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../../../upstream/topics/topic-subscription.ts';
import type { NewsEvent } from '../news.ts';
import type { VoicemailMessage } from '../voicemail/voicemail-message.ts';

export interface VoicemailWatchOptions {
  readonly listen: (listener: TopicListener) => TopicSubscription;
  /** How long after a failure it is listened to again. */
  readonly backoff: BackoffOptions;
  readonly onMessage: (message: VoicemailMessage) => void;
  /** Called when messages may be missing that nobody will tell of any more. */
  readonly onMissed: () => void;
  readonly onFailed: (error: unknown) => void;
}

type State =
  | { readonly name: 'opening' | 'listening'; readonly subscription: TopicSubscription }
  | { readonly name: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly name: 'closed' };

/**
 * Listens to the voicemail of an account, and again after each failure: those who want to know of
 * missed calls go on for days.
 */
export class VoicemailWatch {
  /** Resolves when messages are told, or are not at first. */
  readonly ready: Promise<void>;
  readonly #options: VoicemailWatchOptions;
  #state: State;

  constructor(options: VoicemailWatchOptions) {
    this.#options = options;
    const subscription = this.#listen(1);
    this.#state = { name: 'opening', subscription };
    this.ready = this.#follow(subscription, 1);
  }

  /** Whether messages are told, and none can be missing since. */
  get isListening(): boolean {
    return this.#state.name === 'listening';
  }

  /** Idempotent. */
  close(): void {
    this.#transition({ name: 'closed' });
  }

  #listen(attempt: number): TopicSubscription {
    const { listen, onMessage, onMissed } = this.#options;
    return listen({
      onEvent: ({ content }: NewsEvent<VoicemailMessage>) => onMessage(content),
      onGap: onMissed,
      onEnd: (error) => this.#retry(error, attempt),
    });
  }

  async #follow(subscription: TopicSubscription, attempt: number): Promise<void> {
    try {
      await subscription.live;
      if (this.#holds(subscription)) this.#transition({ name: 'listening', subscription });
    } catch (error) {
      if (this.#holds(subscription)) this.#retry(error, attempt);
    }
  }

  #holds(subscription: TopicSubscription): boolean {
    return 'subscription' in this.#state && this.#state.subscription === subscription;
  }

  #retry(error: unknown, failedAttempt: number): void {
    if (this.#state.name === 'closed' || this.#state.name === 'waiting') return;
    // A topic that is heard was not refused: the attempts begin anew.
    const attempt = this.isListening ? 1 : failedAttempt;
    const timer = setTimeout(() => this.#again(attempt + 1), fullJitterMs(attempt, this.#options.backoff));
    this.#transition({ name: 'waiting', timer });
    this.#options.onFailed(error);
    this.#options.onMissed();
  }

  #again(attempt: number): void {
    const subscription = this.#listen(attempt);
    this.#transition({ name: 'opening', subscription });
    void this.#follow(subscription, attempt);
  }

  #transition(next: State): void {
    const before = this.#state;
    this.#state = next;
    if (before.name === 'waiting') clearTimeout(before.timer);
    else if ('subscription' in before && !('subscription' in next && next.subscription === before.subscription))
      before.subscription.unsubscribe();
  }
}

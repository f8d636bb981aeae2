import { GatewayError } from '../../errors.ts';
import type { OpenGap } from '../history/gap.ts';

/** A listener's share of a topic. */
export interface TopicSubscription {
  /**
   * Resolves when the topic is complete; rejects when Kazoo refuses it or cannot be reached in
   * time.
   */
  readonly live: Promise<void>;
  /** Since when events may be missing, and still are; default: none are. */
  readonly openGap?: () => OpenGap | undefined;
  /** Idempotent. */
  unsubscribe(): void;
}

/** A subscription that was refused before anything was asked of Kazoo. */
export function refusedSubscription(error: GatewayError): TopicSubscription {
  const live = Promise.reject(error);
  // Whoever waits for it gets the error; here it only must not count as unhandled.
  live.catch(() => undefined);
  return { live, unsubscribe: () => undefined };
}

/** The error for who wants one thing of an account too many. */
export function tooManyTopics(maxTopics: number): GatewayError {
  return new GatewayError(
    'TOO_MANY_SUBSCRIPTIONS',
    `There are too many subscriptions: Kazoo is asked for at most ${maxTopics} different things of one account.`,
  );
}

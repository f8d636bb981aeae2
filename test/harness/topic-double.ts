import type { GatewayError } from '../../src/errors.ts';
import type { KazooEvent } from '../../src/kazoo/events/kazoo-event.ts';
import type { OpenGap } from '../../src/upstream/history/gap.ts';
import type { TopicListener } from '../../src/upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../../src/upstream/topics/topic-subscription.ts';

/** A topic subscription that goes live, delivers and ends when the test says so. */
export class TopicDouble implements TopicSubscription {
  readonly live: Promise<void>;
  /** Resolves when the listener has unsubscribed. */
  readonly left: Promise<void>;
  isLeft = false;
  /** Since when events are missing, while they are. */
  missingSince: OpenGap | undefined;
  readonly #listener: TopicListener;
  #settle: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  #leave = (): void => undefined;
  #events = 0;

  constructor(listener: TopicListener) {
    this.#listener = listener;
    this.live = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.left = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  /** Works without `this`: subscriptions are destructured. */
  readonly unsubscribe = (): void => {
    this.isLeft = true;
    this.#leave();
  };

  readonly openGap = (): OpenGap | undefined => this.missingSince;

  becomeLive(): void {
    this.#settle?.resolve();
  }

  refuse(error: GatewayError): void {
    this.#settle?.reject(error);
  }

  emit(number: number): void {
    if (this.isLeft) return;
    this.#events += 1;
    this.#listener.onEvent(numberedEvent(number, String(this.#events)));
  }

  end(error: GatewayError): void {
    if (!this.isLeft) this.#listener.onEnd(error);
  }
}

export function numberedEvent(number: number, cursor: string): KazooEvent {
  return {
    id: `event-${cursor}-${number}`,
    name: 'test',
    accountId: 'public',
    binding: 'test',
    family: 'other',
    receivedAt: new Date(),
    cursor,
    data: { number },
    routing: [],
    owners: [],
    size: 100,
  };
}

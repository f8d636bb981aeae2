import type { GraphQLError } from 'graphql';
import type { NextFrame } from '../../../../src/fanout/next-frame.ts';
import type { FrameSink, Subscriber } from '../../../../src/fanout/subscriber.ts';
import type { SubscriptionTransport } from '../../../../src/graphql/subscriptions/client-subscription.ts';
import type { SubscriptionOutcome } from '../../../../src/graphql/subscriptions/subscriptions.ts';
import type { Gate } from '../../../harness/gate.ts';

/** One subscription of a client that takes its seat, and gives it back, as a transport does. */
export class StreamDouble implements SubscriptionTransport, FrameSink {
  /** The events that were delivered, until it was over. */
  readonly numbers: number[] = [];
  /** The codes that the client was told. */
  readonly codes: unknown[] = [];
  /** Resolves when it runs or is over. */
  settled: Promise<void> = Promise.resolve();
  readonly #drained: Gate;
  #subscriber: Subscriber | undefined;
  #isOver = false;

  /** @param drained while it is shut, the client is behind */
  constructor(drained: Gate) {
    this.#drained = drained;
  }

  get sink(): FrameSink {
    return this;
  }

  get isRunning(): boolean {
    return this.#subscriber !== undefined && !this.#isOver;
  }

  expect(outcome: Promise<SubscriptionOutcome>): void {
    this.settled = outcome.then((settled) => this.#settle(settled));
  }

  deliver(frames: readonly NextFrame[]): void {
    if (this.#isOver) return;
    for (const frame of frames) {
      const [, result = '{}'] = /^data: (.*)$/m.exec(frame.sseChunk.toString()) ?? [];
      this.numbers.push(JSON.parse(result).data.events);
    }
  }

  flush(): void {}

  drained(): Promise<void> {
    return this.#drained.opened;
  }

  ended(error: GraphQLError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.codes.push(error.extensions['code']);
  }

  /** The client has had enough, or is gone. */
  stop(): void {
    this.#isOver = true;
    this.#subscriber?.free();
  }

  #settle(outcome: SubscriptionOutcome): void {
    if (!outcome.ok) for (const error of outcome.errors) this.ended(error);
    else if (this.#isOver) outcome.subscriber.free();
    else this.#subscriber = outcome.subscriber;
  }
}

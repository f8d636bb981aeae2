import type { GraphQLError } from 'graphql';
import type { NextFrame } from '../../../../src/fanout/next-frame.ts';
import type { FrameSink } from '../../../../src/fanout/subscriber.ts';
import type {
  ClientSubscription,
  SubscriptionTransport,
} from '../../../../src/graphql/subscriptions/client-subscription.ts';
import type { MaybePromise } from '../../../../src/scheduling/steps.ts';
import type { Gate } from '../../../harness/gate.ts';

/** Carries one subscription to its client, and stops it, as a transport does. */
export class StreamDouble implements SubscriptionTransport, FrameSink {
  /** The events that were delivered, until it was over. */
  readonly numbers: number[] = [];
  /** The codes that the client was told. */
  readonly codes: unknown[] = [];
  /** Resolves when it runs or is over. */
  settled: Promise<void> = Promise.resolve();
  readonly #drained: Gate;
  #subscription: ClientSubscription | undefined;
  #state: 'preparing' | 'running' | 'over' = 'preparing';

  /** @param drained while it is shut, the client is behind */
  constructor(drained: Gate) {
    this.#drained = drained;
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /** @param errors what starting it returns */
  expect(errors: MaybePromise<readonly GraphQLError[]>): void {
    this.settled = Promise.resolve(errors).then((settled) => this.#settle(settled));
  }

  open(subscription: ClientSubscription): FrameSink | undefined {
    if (this.#state === 'over') return undefined;
    this.#subscription = subscription;
    return this;
  }

  deliver(frames: readonly NextFrame[]): void {
    if (this.#state === 'over') return;
    for (const frame of frames) {
      const [, result = '{}'] = /^data: (.*)$/m.exec(frame.sseChunk.toString()) ?? [];
      this.numbers.push(JSON.parse(result).data.events);
    }
  }

  flush(): void {}

  hasRoomFor(): boolean {
    return true;
  }

  drained(): Promise<void> {
    return this.#drained.opened;
  }

  onEnded(error: GraphQLError): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.codes.push(error.extensions['code']);
  }

  /** The client no longer wants it, or is gone. */
  stop(): void {
    this.#state = 'over';
    this.#subscription?.stop();
  }

  #settle(errors: readonly GraphQLError[]): void {
    for (const error of errors) this.onEnded(error);
    if (this.#state === 'preparing') this.#state = 'running';
  }
}

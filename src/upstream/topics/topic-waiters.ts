import type { GatewayError } from '../../errors.ts';
import type { TopicListener } from './topic-listener.ts';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
  deadline: NodeJS.Timeout;
}

/** The error to reject with, or for how many milliseconds more to wait. */
export type TimedOut = () => GatewayError | number;

/** Listeners that wait until their topic is complete, each for as long as it is given. */
export class TopicWaiters {
  readonly #waiters = new Map<TopicListener, Waiter>();

  get size(): number {
    return this.#waiters.size;
  }

  /**
   * Resolves with `resolveAll`. `timedOut` is asked `timeoutMs` from now, and again after each time
   * by which it prolongs the wait. A listener waits at most once at a time.
   */
  wait(listener: TopicListener, timeoutMs: number, timedOut: TimedOut): Promise<void> {
    return new Promise((resolve, reject) => {
      const wait = (ms: number): NodeJS.Timeout =>
        setTimeout(() => {
          const outcome = timedOut();
          if (typeof outcome === 'number') waiter.deadline = wait(outcome);
          else this.reject(listener, outcome);
        }, ms);
      const waiter = { resolve, reject, deadline: wait(timeoutMs) };
      this.#waiters.set(listener, waiter);
    });
  }

  resolveAll(): void {
    for (const { resolve } of this.#removeAll()) resolve();
  }

  rejectAll(error: GatewayError): void {
    for (const { reject } of this.#removeAll()) reject(error);
  }

  /** Without effect for a listener that does not wait. */
  reject(listener: TopicListener, error: GatewayError): void {
    const waiter = this.#waiters.get(listener);
    if (waiter === undefined) return;
    this.#waiters.delete(listener);
    clearTimeout(waiter.deadline);
    waiter.reject(error);
  }

  #removeAll(): readonly Waiter[] {
    const waiters = [...this.#waiters.values()];
    this.#waiters.clear();
    for (const { deadline } of waiters) clearTimeout(deadline);
    return waiters;
  }
}

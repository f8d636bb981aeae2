import type { GatewayError } from '../../errors.ts';
import type { TopicListener } from './topic-listener.ts';

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
  readonly deadline: NodeJS.Timeout;
}

/** Listeners that wait until their topic is complete, each for as long as it is given. */
export class TopicWaiters {
  readonly #waiters = new Map<TopicListener, Waiter>();

  get size(): number {
    return this.#waiters.size;
  }

  /**
   * Resolves with `resolveAll`. Every `timeoutMs` from now on `timedOut` is asked for the error to
   * reject with; undefined prolongs the wait by as long again. A listener waits at most once at a
   * time.
   */
  wait(listener: TopicListener, timeoutMs: number, timedOut: () => GatewayError | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setInterval(() => {
        const error = timedOut();
        if (error !== undefined) this.reject(listener, error);
      }, timeoutMs);
      this.#waiters.set(listener, { resolve, reject, deadline });
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
    clearInterval(waiter.deadline);
    waiter.reject(error);
  }

  #removeAll(): readonly Waiter[] {
    const waiters = [...this.#waiters.values()];
    this.#waiters.clear();
    for (const { deadline } of waiters) clearInterval(deadline);
    return waiters;
  }
}

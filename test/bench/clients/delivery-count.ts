import { monotonicMs } from '../usage.ts';

interface Expected {
  readonly total: number;
  readonly resolve: (atMs: number) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

/** Counts what all connections of a process received: exactly, neither one less nor one more. */
export class DeliveryCount {
  #total = 0;
  #expected: Expected | undefined;

  readonly add = (events: number): void => {
    this.#total += events;
    if (this.#expected !== undefined && this.#total >= this.#expected.total) this.#settle(this.#expected);
  };

  /**
   * Resolves when `total` events arrived since the start, with the moment.
   * @throws when it takes longer or more arrived.
   */
  until(total: number, timeoutMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#expected = undefined;
        reject(new Error(`${this.#total} of ${total} events were delivered within ${timeoutMs} ms.`));
      }, timeoutMs);
      const expected: Expected = { total, resolve, reject, deadline };
      if (this.#total >= total) this.#settle(expected);
      else this.#expected = expected;
    });
  }

  #settle({ total, resolve, reject, deadline }: Expected): void {
    this.#expected = undefined;
    clearTimeout(deadline);
    if (this.#total > total) reject(new Error(`${this.#total} events were delivered where ${total} were sent.`));
    else resolve(monotonicMs());
  }
}

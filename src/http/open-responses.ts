import type { ServerResponse } from 'node:http';
import { withTimeout } from '../scheduling/with-timeout.ts';

/** Keeps the responses that a server is working on, streams included. */
export class OpenResponses {
  readonly #open = new Set<ServerResponse>();
  #areLast = false;
  #onNone = (): void => undefined;

  /** Adds a response that has a socket; a response without one may never emit `close`. */
  add(response: ServerResponse): void {
    if (this.#areLast) response.shouldKeepAlive = false;
    this.#open.add(response);
    response.once('close', () => {
      this.#open.delete(response);
      if (this.#open.size === 0) this.#onNone();
    });
  }

  /**
   * Makes every connection end with its response from now on, and tells clients so (RFC 9112
   * section 9.6).
   */
  makeLast(): void {
    this.#areLast = true;
    for (const response of this.#open) response.shouldKeepAlive = false;
  }

  /** Resolves when no response is open, or after `timeoutMs`. */
  async over(timeoutMs: number): Promise<void> {
    if (this.#open.size === 0) return;
    const none = new Promise<void>((resolve) => {
      this.#onNone = resolve;
    });
    await withTimeout(none, timeoutMs, undefined);
  }
}

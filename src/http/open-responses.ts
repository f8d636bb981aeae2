import type { ServerResponse } from 'node:http';
import { withTimeout } from '../scheduling/with-timeout.ts';

/** The responses that a server has begun to work on, streams included. */
export class OpenResponses {
  readonly #open = new Set<ServerResponse>();
  #areLast = false;
  #onNone = (): void => undefined;

  /** For a response that has a socket: only with that is it sure to close. */
  add(response: ServerResponse): void {
    if (this.#areLast) response.shouldKeepAlive = false;
    this.#open.add(response);
    response.once('close', () => {
      this.#open.delete(response);
      if (this.#open.size === 0) this.#onNone();
    });
  }

  /** From now on each connection ends with its response, and clients are told so (RFC 9112 section 9.6). */
  makeLast(): void {
    this.#areLast = true;
    for (const response of this.#open) response.shouldKeepAlive = false;
  }

  /** Resolves when none is open, or after `timeoutMs`. */
  async over(timeoutMs: number): Promise<void> {
    if (this.#open.size === 0) return;
    const none = new Promise<void>((resolve) => {
      this.#onNone = resolve;
    });
    await withTimeout(none, timeoutMs, undefined);
  }
}

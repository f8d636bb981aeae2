import { ConnectionError } from '../connection/connection-error.ts';

/** Counts the attempts of a client that does not say itself why it has no connection. */
export class Attempts {
  #sent = 0;
  #failed = 0;
  #wasConnected = false;
  /** Whether there has been no failure since the last success. */
  #isConnected = false;

  get wereMade(): boolean {
    return this.#sent > 0;
  }

  sent(): void {
    this.#sent += 1;
  }

  succeeded(): void {
    this.#failed = 0;
    this.#wasConnected = true;
    this.#isConnected = true;
  }

  /** @param event what the client of graphql-ws says of it */
  failed(event?: unknown): ConnectionError {
    if (!this.#isConnected) this.#failed += 1;
    this.#isConnected = false;
    return new ConnectionError({ wasConnected: this.#wasConnected, failedAttempts: this.#failed, event });
  }
}

type GatewayState =
  | { readonly name: 'starting' }
  | { readonly name: 'serving' }
  | { readonly name: 'closing'; readonly closed: Promise<void> };

/** Whether a gateway serves, from its start until it is closed. */
export class GatewayLifecycle {
  #state: GatewayState = { name: 'starting' };

  /** True while the gateway listens and is not about to close. */
  get isServing(): boolean {
    return this.#state.name === 'serving';
  }

  serve(): void {
    this.#transition({ name: 'serving' });
  }

  /** Runs `shutDown`, at most once. Resolves when it is done. */
  close(shutDown: () => Promise<void>): Promise<void> {
    if (this.#state.name === 'closing') return this.#state.closed;
    // Not serving from the first moment of the shutdown on: `isServing` is asked while it runs.
    const closed = Promise.resolve().then(shutDown);
    this.#transition({ name: 'closing', closed });
    return closed;
  }

  #transition(next: GatewayState): void {
    this.#state = next;
  }
}

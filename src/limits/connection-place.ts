/** Where places are counted; only they call it. */
export interface PlaceCounts {
  /** @throws `RATE_LIMITED`, and nothing is counted then. */
  addPrincipal(principal: string): void;
  removePrincipal(principal: string): void;
  leave(address: string): void;
}

/** What one connection takes. */
export class ConnectionPlace {
  readonly #counts: PlaceCounts;
  readonly #address: string;
  #principal: string | undefined;
  #isTaken = true;

  constructor(counts: PlaceCounts, address: string) {
    this.#counts = counts;
    this.#address = address;
  }

  /** Counts it for the one who signed in on it, and not any more for who did before. @throws `RATE_LIMITED`, and nothing has changed then. */
  belongTo(principal: string): void {
    if (!this.#isTaken || principal === this.#principal) return;
    this.#counts.addPrincipal(principal);
    if (this.#principal !== undefined) this.#counts.removePrincipal(this.#principal);
    this.#principal = principal;
  }

  /** Gives everything back. Idempotent. */
  leave(): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    this.#counts.leave(this.#address);
    if (this.#principal !== undefined) this.#counts.removePrincipal(this.#principal);
  }
}

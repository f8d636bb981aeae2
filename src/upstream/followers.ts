/**
 * Who follows an account: by itself, or with all accounts below a reseller.
 */
export class Followers {
  #own = 0;
  readonly #byReseller = new Map<string, number>();

  /** Whether anybody follows the account by itself. */
  get areOwn(): boolean {
    return this.#own > 0;
  }

  /** The resellers whose streams follow it, in the order in which they began. */
  get resellerIds(): readonly string[] {
    return [...this.#byReseller.keys()];
  }

  /**
   * Adds one. Returns the undo, which is idempotent.
   *
   * @param resellerId undefined for one who follows the account by itself
   */
  add(resellerId: string | undefined): () => void {
    this.#change(resellerId, 1);
    let isThere = true;
    return () => {
      if (isThere) this.#change(resellerId, -1);
      isThere = false;
    };
  }

  #change(resellerId: string | undefined, change: 1 | -1): void {
    if (resellerId === undefined) {
      this.#own += change;
      return;
    }
    const count = (this.#byReseller.get(resellerId) ?? 0) + change;
    if (count > 0) this.#byReseller.set(resellerId, count);
    else this.#byReseller.delete(resellerId);
  }
}

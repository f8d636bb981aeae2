/**
 * Which accounts are followed from accounts above them: whoever may act on one above may act on
 * them, too, and so may its tokens.
 */
export class AccountsAbove {
  /** By the account that is followed: those above it, and how many follow from each. */
  readonly #above = new Map<string, Map<string, number>>();

  /** Notes one more who follows the account. Returns the undo, which must be called once. */
  follow(accountId: string, aboveId: string): () => void {
    this.#change(accountId, aboveId, 1);
    return () => this.#change(accountId, aboveId, -1);
  }

  /** Returns the accounts from which it is followed. */
  of(accountId: string): Iterable<string> {
    return this.#above.get(accountId)?.keys() ?? [];
  }

  #change(accountId: string, aboveId: string, change: 1 | -1): void {
    const above = this.#above.get(accountId) ?? new Map<string, number>();
    const count = (above.get(aboveId) ?? 0) + change;
    if (count > 0) this.#above.set(accountId, above.set(aboveId, count));
    else above.delete(aboveId);
    if (above.size === 0) this.#above.delete(accountId);
  }
}

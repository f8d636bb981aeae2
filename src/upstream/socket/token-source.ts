/** Offers the tokens that may open an account's socket: those that still may see the account. */
export interface TokenSource {
  /** Undefined when there is none (any more), or none for now. */
  tokenFor(accountId: string): string | undefined;
  /**
   * blackhole does not accept the token, on the account's socket: it must not be offered again for
   * a while.
   */
  refuseToken(token: string, accountId: string): void;
  /**
   * blackhole says that the token may not see this account (any more): it must not be offered for
   * the account for a while.
   */
  forbidToken(token: string, accountId: string): void;
}

/** Offers the tokens that may open an account's socket: those that still may see the account. */
export interface TokenSource {
  /** Undefined when there is none (any more), or none for now. */
  tokenFor(accountId: string): string | undefined;
  /** blackhole does not accept the token: it must not be offered again for a while. */
  refuseToken(token: string): void;
  /**
   * Kazoo says that the token may not see this account (any more). True when another one is left to
   * try.
   */
  forbidToken(token: string, accountId: string): boolean;
}

const pattern = /^#account=([0-9a-f]{32})$/;

/** The account that the address names, so that a board of one account can be bookmarked. */
export function readShownAccount(): string | undefined {
  return pattern.exec(location.hash)?.[1];
}

/** @param accountId undefined for the user's own account */
export function writeShownAccount(accountId: string | undefined): void {
  history.replaceState(null, '', accountId === undefined ? location.pathname : `#account=${accountId}`);
}

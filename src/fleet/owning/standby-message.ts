const kind = 'stand by';

/** What an owner says to the standby of accounts of which that need not have heard otherwise. */
export function standbyMessage(accountIds: readonly string[]): string {
  return JSON.stringify({ kind, accountIds });
}

/** The accounts that a message names; undefined for another message. */
export function readStandbyMessage(text: string): readonly string[] | undefined {
  try {
    const { kind: said, accountIds } = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
    const isSaid = said === kind && Array.isArray(accountIds);
    return isSaid ? accountIds.filter((accountId) => typeof accountId === 'string') : undefined;
  } catch {
    return undefined;
  }
}

import type { Session } from './session.ts';

/** A token that sessions hold, and the accounts that they use it for. */
export interface HeldToken {
  readonly token: string;
  readonly ownAccountId: string;
  readonly accountIds: ReadonlySet<string>;
}

/** Undefined where none of the sessions is signed in. */
export function heldBy(token: string, sessions: Iterable<Session>): HeldToken | undefined {
  let ownAccountId: string | undefined;
  const accountIds = new Set<string>();
  for (const session of sessions) {
    ownAccountId ??= session.accountId;
    for (const { accountId } of session.streams) accountIds.add(accountId);
  }
  return ownAccountId === undefined ? undefined : { token, ownAccountId, accountIds: accountIds.add(ownAccountId) };
}

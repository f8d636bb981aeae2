import type { LeaseWatch } from './owning/lease-watch.ts';
import type { OwnedAccount } from './owning/owned-account.ts';
import type { AccountFeed } from './reading/account-feed.ts';

/** What an instance is to an account, with what belongs to that. */
export type RoleState =
  /** Has no place in the fleet yet, or has lost it. Everything has come until `lastHeard`. */
  | { readonly name: 'joining'; readonly lastHeard: Date }
  /** Gets its entries from the log, which another instance writes, or which nobody writes yet. */
  | { readonly name: 'following'; readonly feed: AccountFeed; readonly lease: LeaseWatch }
  /** The lease is asked for, or is ours, and the account is not at the end of the log yet. */
  | { readonly name: 'acquiring'; readonly feed: AccountFeed; readonly lease: LeaseWatch }
  /** Writes the entries that it gets itself, too: before the first, all was here until then. */
  | { readonly name: 'owning'; readonly feed: AccountFeed; readonly owned: OwnedAccount; readonly completeUntil: Date }
  /** Serves its own clients by its own connection. */
  | { readonly name: 'solo' }
  | { readonly name: 'closed' };

/**
 * Up to when everything is known to have come.
 *
 * @param isServing whether the own connection has led somewhere since it was opened
 */
export function lastHeardIn(state: RoleState, isServing: boolean): Date {
  if (state.name === 'joining') return state.lastHeard;
  if (state.name === 'owning' && !isServing) return state.completeUntil;
  return 'lease' in state ? state.lease.hereUntil(state.feed.lacksAfter) : new Date();
}

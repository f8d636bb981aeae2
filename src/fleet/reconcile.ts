import { closeGap } from '../upstream/history/gap.ts';
import type { AccountEntry } from './entries/account-entry.ts';
import type { FleetAccount } from './fleet-account.ts';
import { isMade } from './made-binding.ts';
import type { OwnedAccount } from './owning/owned-account.ts';
import type { Place } from './reading/place.ts';
import type { OwnConnection } from './source/own-connection.ts';

export interface LogLacks {
  /**
   * The bindings of which the own connection holds what the log lacks, if it lacks anything: the
   * last owner handed the account over, or this instance was its standby.
   */
  readonly covered: readonly string[];
  /** Those of what is made of events, of which this instance has begun all that is not told yet. */
  readonly told: readonly string[];
  /** The moment up to which the log is known to have everything. */
  readonly completeUntil: Date;
  /** For how long that is over. */
  readonly lagMs: number;
  readonly instanceId: string;
}

/** A new owner writes what the log lacks, before all that its own connection brings from now on. */
export function reconcileLog(
  owned: OwnedAccount,
  account: FleetAccount,
  connection: OwnConnection,
  { covered, told, completeUntil, lagMs, instanceId }: LogLacks,
): void {
  const before = new Set(account.completeBindings);
  const complete = new Set(connection.completeBindings);
  const isSuccession = covered.length > 0;
  const whole = new Set(covered.filter((binding) => before.has(binding)));
  const { hasOverflowed, waitingMs } = connection.held;
  const waitedMs = Math.max(waitingMs, lagMs);
  if (isSuccession) {
    connection.expectLateCopies();
    // Wanted only after the connection was opened, or not any more.
    for (const binding of before) {
      if (!whole.has(binding)) owned.append({ kind: 'end', binding, since: completeUntil }, waitedMs);
    }
  } else {
    const isWhole = connection.isContinuous && !hasOverflowed;
    if (hasOverflowed) account.lose(new Date(Date.now() - waitingMs));
    if (isWhole) account.topics.missUnwritten(connection.servedBindings, completeUntil);
    if (before.size > 0) owned.appendLost(completeUntil, lagMs, [...before], isWhole ? instanceId : null);
  }
  for (const binding of complete) if (!whole.has(binding)) owned.append({ kind: 'begin', binding });
  for (const entry of connection.takeHeld(completeUntil)) {
    // What is complete by now stands before it already.
    if (entry.kind === 'begin' || entry.kind === 'end') continue;
    if (entry.kind === 'event' && account.knows(entry.event.id)) {
      account.bridge.bring(entry, { epoch: owned.epoch, time: account.applied });
    } else owned.append(entry, waitedMs);
  }
  if (isSuccession)
    tellLostStories(
      owned,
      [...before].filter((binding) => !told.includes(binding)),
      complete,
    );
  account.bridge.end(account.applied);
}

/** What is made of events takes time: what the last owner was about to make is not known here. */
function tellLostStories(owned: OwnedAccount, before: Iterable<string>, complete: ReadonlySet<string>): void {
  const gap = closeGap({ from: new Date(), reason: 'OWNER_LOST', certain: false });
  for (const binding of before)
    if (isMade(binding) && complete.has(binding)) owned.append({ kind: 'gap', binding, gap });
}

/**
 * Hot: the log brings an entry. Clients whom the own connection has served get what that brought
 * before the event first, so that nothing comes to them after what is later. Where it did not bring
 * the event, or not yet, that is what it had received before the owner received the event.
 *
 * @param isNews listeners get the entry next, and it is known what is complete in the log
 */
export function bridgeBefore(
  entry: AccountEntry,
  place: Place,
  account: FleetAccount,
  connection: OwnConnection,
  isNews: boolean,
): void {
  connection.brought(entry);
  // What the log lacks is known after its past.
  if (entry.kind !== 'event' || !isNews || !connection.isContinuous) return;
  const held = connection.takeHeldUntil(entry.event.id);
  const copy = held.at(-1);
  if (copy === undefined) {
    bridgeAll(connection.takeHeldBefore(entry.event.receivedAt), account, place.epoch);
    account.bridge.noteLate(entry.event, connection.servedBindings);
    return;
  }
  bridgeAll(held.slice(0, -1), account, place.epoch);
  if (copy.kind === 'event') account.bridge.bringCopy(copy, place);
}

/** Brings what the log does not have to those who listen. */
export function bridgeAll(entries: readonly AccountEntry[], account: FleetAccount, epoch: string): void {
  for (const entry of entries) {
    if (entry.kind === 'event') account.bridge.bring(entry, { epoch, time: account.applied });
    else if (entry.kind === 'gap') account.tellGap(entry.gap, [entry.binding]);
  }
}

import type { BindingFamily } from '../kazoo/blackhole/binding-forms.ts';
import type { DisconnectReason } from '../kazoo/blackhole/disconnect-reason.ts';
import type { ReceiptOutcome } from './history/account-events.ts';
import type { GapReason } from './history/gap.ts';
import type { CommandObserver } from './socket/account-socket.ts';
import type { ConnectionState } from './socket/connection-state.ts';

/** Sees what happens between the gateway and blackhole, to count and to log it. */
export interface UpstreamObserver extends CommandObserver {
  /** @param resellerId whose socket the account shares; undefined for one of its own */
  onState(
    accountId: string,
    state: ConnectionState['name'],
    reason: DisconnectReason | undefined,
    resellerId: string | undefined,
  ): void;
  /** A socket that so many accounts shared was lost, or never opened. Their states follow. */
  onSharedSocketLost(resellerId: string, reason: DisconnectReason, accounts: number): void;
  /** Events of the account's bindings may have been missed. */
  onGap(accountId: string, reason: GapReason): void;
  onEvent(outcome: ReceiptOutcome | 'unreadable'): void;
  /**
   * Events of the family came for the account that name another one, and were dropped. Called once
   * for each family while the account's upstream lives.
   */
  onForeignFamily(accountId: string, family: BindingFamily): void;
  /** A listener was refused, since its account has as many topics as it may have. */
  onTooManyTopics(): void;
}

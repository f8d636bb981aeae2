import type { AccountEvents } from './history/account-events.ts';
import type { EventClock } from './history/event-clock.ts';
import type { AccountConnection, AccountConnectionListener } from './socket/account-connection.ts';
import type { StatusStore } from './status-store.ts';
import type { SuspectBindings } from './topics/suspect-bindings.ts';
import type { UpstreamObserver } from './upstream-observer.ts';

export interface UpstreamOptions {
  readonly accountId: string;
  /** Makes the account's connection, which is idle. */
  readonly createConnection: (listener: AccountConnectionListener) => AccountConnection;
  readonly events: AccountEvents;
  readonly clock: EventClock;
  readonly statuses: StatusStore;
  /** Of the account. */
  readonly suspects: SuspectBindings;
  readonly observer: UpstreamObserver;
  /** That somebody listens to. What lingers makes room for them. */
  readonly maxTopics: number;
  /** How long a topic stays subscribed after its last listener left. */
  readonly lingerMs: number;
  /** How long after Kazoo's reply to a subscribe an event may still be missed. */
  readonly bindingLagMs: number;
  /** How long a new listener waits for its topic to become complete. */
  readonly subscribeTimeoutMs: number;
}

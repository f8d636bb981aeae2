import type { Followers } from './followers.ts';
import type { AccountEvents } from './history/account-events.ts';
import type { EventClock } from './history/event-clock.ts';
import type { ConnectionTimes } from './socket/connection-state.ts';
import type { SocketSources } from './source-choice.ts';
import type { StatusStore } from './status-store.ts';
import type { SuspectBindings } from './topics/suspect-bindings.ts';
import type { UpstreamObserver } from './upstream-observer.ts';

export interface UpstreamOptions {
  readonly accountId: string;
  readonly sources: SocketSources;
  readonly followers: Followers;
  readonly connectionTimes: ConnectionTimes;
  readonly events: AccountEvents;
  readonly clock: EventClock;
  readonly statuses: StatusStore;
  /** The account's bindings at which Kazoo seems to fail. */
  readonly suspects: SuspectBindings;
  readonly observer: UpstreamObserver;
  /** The most topics that somebody may listen to. What lingers makes room for them. */
  readonly maxTopics: number;
  /** How long a topic stays subscribed after its last listener left. */
  readonly lingerMs: number;
  /** How long a new listener waits for its topic to become complete. */
  readonly subscribeTimeoutMs: number;
}

import type { Binding } from '../../../kazoo/blackhole/binding.ts';
import type { MissedEvent } from '../../../upstream/history/account-history.ts';
import type { EventUpstreams } from '../event-source.ts';

/** The events of each account, and of its past. */
export interface DescendantUpstreams extends EventUpstreams {
  /** What `since` returns; undefined where it would throw `CURSOR_EXPIRED`. */
  sinceIfKnown(cursor: string, accountId: string, bindings: readonly Binding[]): Iterable<MissedEvent> | undefined;
}

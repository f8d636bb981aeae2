import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { Gap } from '../../upstream/history/gap.ts';

/** An event as one stream delivers it: shared by all listeners, except for what that stream may have missed before. */
export interface DeliveredEvent {
  readonly event: KazooEvent;
  readonly gap: Gap | null;
}

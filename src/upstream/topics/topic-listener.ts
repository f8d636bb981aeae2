import type { GatewayError } from '../../errors.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { Gap } from '../history/gap.ts';

/** What a topic tells each of its listeners: synchronously, in the order of arrival. A listener must not throw. */
export interface TopicListener {
  onEvent(event: KazooEvent): void;
  /** Events may have been missed before the next one. */
  onGap(gap: Gap): void;
  /** The topic has ended, and nothing follows. */
  onEnd(error: GatewayError): void;
}

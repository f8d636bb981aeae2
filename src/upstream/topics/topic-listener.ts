import type { GatewayError } from '../../errors.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { Gap } from '../history/gap.ts';

/** Receives what a topic delivers, synchronously and in the order of arrival. Must not throw. */
export interface TopicListener {
  onEvent(event: KazooEvent): void;
  /** Events may have been missed before the next one. */
  onGap(gap: Gap): void;
  /** The topic has ended, and nothing follows. */
  onEnd(error: GatewayError): void;
}

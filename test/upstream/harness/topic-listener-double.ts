import type { GatewayError } from '../../../src/errors.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import type { TopicListener } from '../../../src/upstream/topics/topic-listener.ts';

/** Keeps all that it receives. */
export class TopicListenerDouble implements TopicListener {
  readonly events: KazooEvent[] = [];
  readonly gaps: Gap[] = [];
  readonly ends: GatewayError[] = [];

  onEvent(event: KazooEvent): void {
    this.events.push(event);
  }

  onGap(gap: Gap): void {
    this.gaps.push(gap);
  }

  onEnd(error: GatewayError): void {
    this.ends.push(error);
  }

  /** Of the events, in the order of arrival. */
  get callIds(): unknown[] {
    return this.events.map(({ data }) => data['call_id']);
  }
}

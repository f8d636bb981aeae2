import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { Topic } from '../../../src/upstream/topics/topic.ts';
import { account } from './call-frame.ts';
import { TopicListenerDouble } from './topic-listener-double.ts';

export function callEvent(callId: string): KazooEvent {
  return {
    id: callId,
    name: 'CHANNEL_CREATE',
    accountId: account,
    binding: 'call.*.*',
    family: 'call',
    receivedAt: new Date(),
    cursor: callId,
    data: { call_id: callId },
    routing: [],
    owners: [],
    size: 100,
  };
}

export function newTopic(binding = 'call.*.*'): Topic {
  return new Topic(parseBinding(binding));
}

/** A live topic with one listener. */
export function liveTopic() {
  const topic = newTopic();
  const listener = new TopicListenerDouble();
  topic.join(listener);
  topic.complete(1);
  return { topic, listener };
}

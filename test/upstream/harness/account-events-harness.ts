import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import { publicDataWithout } from '../../../src/kazoo/events/public-data.ts';
import { AccountEvents } from '../../../src/upstream/history/account-events.ts';
import { AccountHistory } from '../../../src/upstream/history/account-history.ts';
import { EventClock } from '../../../src/upstream/history/event-clock.ts';
import { Histories } from '../../../src/upstream/history/histories.ts';
import { Topic } from '../../../src/upstream/topics/topic.ts';
import { account } from './call-frame.ts';
import { TopicListenerDouble } from './topic-listener-double.ts';

export const all = 'call.*.*';
export const creations = 'call.CHANNEL_CREATE.*';
export const answers = 'call.CHANNEL_ANSWER.*';

/** The events of an account, of which each of `bindings` is a live topic with one listener. */
export function startEvents(
  bindings: readonly string[],
  { accountId = account, maxEvents = 1000, maxBytes = 1_000_000 } = {},
) {
  const clock = new EventClock();
  const histories = new Histories({ maxEvents, maxBytes, maxTotalBytes: 1_000_000_000, maxAgeMs: 60_000 });
  const foreignFamilies: string[] = [];
  const events = new AccountEvents(
    accountId,
    clock,
    publicDataWithout([]),
    new AccountHistory(histories.open()),
    (family) => foreignFamilies.push(family),
  );
  const topics = new Map<string, Topic>();
  const listeners = new Map<string, TopicListenerDouble>();
  for (const text of bindings) {
    const [topic, listener] = [new Topic(parseBinding(text)), new TopicListenerDouble()];
    topic.join(listener);
    topic.complete(clock.next());
    topics.set(text, topic);
    listeners.set(text, listener);
  }
  return {
    events,
    clock,
    foreignFamilies,
    topic: (text: string): Topic => topics.get(text) ?? new Topic(parseBinding(text)),
    listener: (text: string): TopicListenerDouble => listeners.get(text) ?? new TopicListenerDouble(),
    receive: (frame: BlackholeEvent) => events.receive(frame, topics.get(frame.subscribedKey), topics.values()),
    /** The call ids of what was missed, in order. */
    since(time: number, ...texts: readonly string[]) {
      const missed = events.since(time, texts.map(parseBinding), topics.values());
      return missed && Array.from(missed, ({ event: { binding, data } }) => `${binding} ${data['call_id']}`);
    },
    /** The call ids of what was missed, and before each what may have been lost. */
    missed(time: number, ...texts: readonly string[]) {
      const missed = events.since(time, texts.map(parseBinding), topics.values());
      return [...(missed ?? [])].flatMap(({ event, gap }) => [...(gap === null ? [] : [gap]), event.data['call_id']]);
    },
    histories,
  };
}

import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';
import { accountOfRouting, covers, routingMatcher } from '../../kazoo/blackhole/routing.ts';
import { identifyEvent, type KazooEvent, readKazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { PublicData } from '../../kazoo/events/public-data.ts';
import { everyAccount } from '../../kazoo/requests/accounts.ts';
import type { Topic } from '../topics/topic.ts';
import type { CursorTime, EventClock } from './event-clock.ts';
import { History, type HistoryEntry, type HistoryLimits } from './history.ts';

export interface AccountEventsOptions {
  readonly accountId: string;
  readonly clock: EventClock;
  readonly publicData: PublicData;
  readonly history: HistoryLimits;
}

/**
 * How many recent events are remembered to recognise copies: through overlapping bindings, two sockets, or Kazoo's own
 * doubling (scene 2.10).
 */
const rememberedEvents = 512;

export type ReceiptOutcome = 'delivered' | 'duplicate' | 'unwanted';

/**
 * The events of one account, each once and in one order, whatever number of frames they came in. Every live topic that an event belongs to gets it
 * at once, also when the frame came for another topic: so all topics show the same order, and a narrow one can be resumed from a wide one.
 */
export class AccountEvents {
  readonly #options: AccountEventsOptions;
  readonly #history: History;
  readonly #recent = new Map<string, HistoryEntry>();

  constructor(options: AccountEventsOptions) {
    this.#options = options;
    this.#history = new History(options.history);
  }

  /** Hot: once per frame. `own` is the topic that the frame names, `topics` are all of the account. */
  receive(frame: BlackholeEvent, own: Topic | undefined, topics: Iterable<Topic>): ReceiptOutcome {
    if (own === undefined || !own.isWanted) return 'unwanted';
    const { family } = own.binding;
    const identity = identifyEvent(frame, family);
    const known = this.#recent.get(identity.id);
    if (known !== undefined) {
      // Of a family whose routing we cannot read, only its own frame tells a topic that the event is for it.
      return own.deliver(known.event, known.time) ? 'delivered' : 'duplicate';
    }
    const { accountId, clock, publicData } = this.#options;
    const time = clock.next();
    // On a socket for every account the event itself says whose it is.
    const owner = accountId === everyAccount ? (accountOfRouting(frame.routing, family) ?? accountId) : accountId;
    const receipt = { ...identity, accountId: owner, receivedAt: new Date(), cursor: clock.cursorOf(time) };
    const event = readKazooEvent(frame, own.binding, receipt, publicData);
    const entry = { time, event, routing: frame.routing, size: frame.size };
    this.#remember(identity.id, entry);
    this.#history.add(entry);
    own.deliver(event, time);
    for (const topic of topics) if (topic !== own && topic.matches(frame.routing, family)) topic.deliver(event, time);
    return 'delivered';
  }

  /**
   * What a listener of `bindings` missed after `time`, oldest first. Undefined when that is not known completely: some is forgotten already, or was not
   * received in the first place because no topic of `topics` that covers a binding was live all the time.
   */
  since(time: CursorTime, bindings: readonly Binding[], topics: Iterable<Topic>): readonly KazooEvent[] | undefined {
    const live = [...topics].filter(
      ({ completeSince, openGap }) => openGap === undefined && completeSince !== undefined && completeSince <= time,
    );
    if (!bindings.every((binding) => live.some((topic) => covers(topic.binding, binding)))) return undefined;
    const matchers = bindings.map((binding) => [binding.text, routingMatcher(binding)] as const);
    return this.#history.since(time)?.flatMap(({ event, routing }) => {
      const match = matchers.find(([text, matches]) => text === event.binding || matches(routing, event.family));
      return match === undefined ? [] : [withBinding(event, match[0])];
    });
  }

  #remember(id: string, entry: HistoryEntry): void {
    this.#recent.set(id, entry);
    if (this.#recent.size <= rememberedEvents) return;
    const [oldest] = this.#recent.keys();
    if (oldest !== undefined) this.#recent.delete(oldest);
  }
}

/** The event as the topic of another binding delivers it. */
export function withBinding(event: KazooEvent, binding: string): KazooEvent {
  return event.binding === binding ? event : { ...event, binding };
}

import type { Binding, BindingFamily } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';
import { accountOfRouting, covers, routingMatcher } from '../../kazoo/blackhole/routing.ts';
import { type ForeignEvent, foreignEvents } from '../../kazoo/events/foreign-event.ts';
import { identifyEvent, type KazooEvent, readKazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { PublicData } from '../../kazoo/events/public-data.ts';
import { everyAccount } from '../../kazoo/requests/accounts.ts';
import type { Topic } from '../topics/topic.ts';
import type { CursorTime, EventClock } from './event-clock.ts';
import { History, type HistoryEntry, type HistoryLimits } from './history.ts';
import { RecentMap } from './recent-map.ts';

/**
 * How many recent events are remembered to recognise copies: through overlapping bindings, two
 * sockets, or Kazoo's own doubling (scene 2.10).
 */
const rememberedEvents = 512;

/** What became of a frame; `foreign` names another account, and nobody gets it. */
export type ReceiptOutcome = 'delivered' | 'duplicate' | 'unwanted' | 'foreign';

/**
 * The events of one account, each once and in one order, whatever number of frames they came in.
 * Every topic that an event belongs to gets it at once, also when the frame came for another topic:
 * so all topics show the same order, and a narrow one can be resumed from a wide one.
 */
export class AccountEvents {
  readonly #accountId: string;
  readonly #clock: EventClock;
  readonly #publicData: PublicData;
  readonly #history: History;
  readonly #isForeign: ForeignEvent;
  readonly #foreignFamilies = new Set<BindingFamily>();
  readonly #onForeignFamily: (family: BindingFamily) => void;
  readonly #recent = new RecentMap<HistoryEntry>(rememberedEvents);

  /** @param onForeignFamily called once for each family that brings an event of another account */
  constructor(
    accountId: string,
    clock: EventClock,
    publicData: PublicData,
    limits: HistoryLimits,
    onForeignFamily: (family: BindingFamily) => void,
  ) {
    this.#accountId = accountId;
    this.#clock = clock;
    this.#publicData = publicData;
    this.#history = new History(limits);
    this.#isForeign = foreignEvents(accountId);
    this.#onForeignFamily = onForeignFamily;
  }

  /**
   * Hot: once per frame. `own` is the topic that the frame names, `topics` are all of the account.
   */
  receive(frame: BlackholeEvent, own: Topic | undefined, topics: Iterable<Topic>): ReceiptOutcome {
    if (own === undefined || !own.isWanted) return 'unwanted';
    const { family } = own.binding;
    if (this.#isForeign(frame, family)) return this.#drop(family);
    const identity = identifyEvent(frame, family);
    const known = this.#recent.get(identity.id);
    if (known !== undefined) {
      // Of a family whose routing we cannot read, only its own frame tells a topic that the event is for it.
      return own.deliver(known.event, known.time) ? 'delivered' : 'duplicate';
    }
    const time = this.#clock.next();
    // On a socket for every account the event itself says whose it is.
    const accountId =
      this.#accountId === everyAccount ? (accountOfRouting(frame.routing, family) ?? this.#accountId) : this.#accountId;
    const receipt = { ...identity, accountId, receivedAt: new Date(), cursor: this.#clock.cursorOf(time) };
    const event = readKazooEvent(frame, own.binding, receipt, this.#publicData);
    const entry = { time, event, routing: frame.routing, size: frame.size };
    this.#recent.set(identity.id, entry);
    this.#history.add(entry);
    own.deliver(event, time);
    for (const topic of topics) if (topic !== own && topic.matches(frame.routing, family)) topic.deliver(event, time);
    return 'delivered';
  }

  /**
   * What listeners of `bindings` missed after `time`, oldest first. Undefined when that is not
   * known completely: some is forgotten already, or was not received because no topic of `topics`
   * that covers a binding was complete since `time`.
   */
  since(time: CursorTime, bindings: readonly Binding[], topics: Iterable<Topic>): readonly KazooEvent[] | undefined {
    const complete = [...topics].filter(
      ({ completeSince, openGap }) => openGap === undefined && completeSince !== undefined && completeSince <= time,
    );
    if (!bindings.every((binding) => complete.some((topic) => covers(topic.binding, binding)))) return undefined;
    const matchers = bindings.map((binding) => [binding.text, routingMatcher(binding)] as const);
    return this.#history.since(time)?.flatMap(({ event, routing }) => {
      const match = matchers.find(([text, matches]) => text === event.binding || matches(routing, event.family));
      return match === undefined ? [] : [withBinding(event, match[0])];
    });
  }

  #drop(family: BindingFamily): 'foreign' {
    if (!this.#foreignFamilies.has(family)) {
      this.#foreignFamilies.add(family);
      this.#onForeignFamily(family);
    }
    return 'foreign';
  }
}

/** The event as the topic of another binding delivers it. */
export function withBinding(event: KazooEvent, binding: string): KazooEvent {
  return event.binding === binding ? event : { ...event, binding };
}

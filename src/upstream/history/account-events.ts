import { createHash } from 'node:crypto';
import type { Binding, BindingFamily } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';
import { accountOfRouting, covers, routingMatcher } from '../../kazoo/blackhole/routing.ts';
import { type ForeignEvent, foreignEvents } from '../../kazoo/events/foreign-event.ts';
import { identifyEvent, type KazooEvent, readKazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { PublicData } from '../../kazoo/events/public-data.ts';
import { everyAccount } from '../../kazoo/requests/accounts.ts';
import type { Topic } from '../topics/topic.ts';
import type { CursorTime, EventClock } from './event-clock.ts';
import { type Gap, mergeGaps } from './gap.ts';
import type { History, HistoryEntry, KnownReceipt } from './history.ts';
import { type PossibleLoss, PossibleLosses } from './possible-losses.ts';

/** Kazoo's ids are made of ids of 32 digits; a longer one is remembered by its hash. */
const maxKeyLength = 128;

/** An event, and what may have been lost before it, since the event before. */
export interface MissedEvent {
  readonly event: KazooEvent;
  readonly gap: Gap | null;
}

/** What may have been lost after a moment, if anything; more may have been before that. */
export interface RememberedLoss {
  readonly after: Gap | null;
}

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
  readonly #losses = new PossibleLosses();
  readonly #isForeignEvent: ForeignEvent;
  readonly #foreignFamilies = new Set<BindingFamily>();
  readonly #onForeignFamily: (family: BindingFamily) => void;

  /**
   * @param history of the account, closed with the events
   * @param onForeignFamily called once for each family that brings an event of another account
   */
  constructor(
    accountId: string,
    clock: EventClock,
    publicData: PublicData,
    history: History,
    onForeignFamily: (family: BindingFamily) => void,
  ) {
    this.#accountId = accountId;
    this.#clock = clock;
    this.#publicData = publicData;
    this.#history = history;
    this.#isForeignEvent = foreignEvents(accountId);
    this.#onForeignFamily = onForeignFamily;
  }

  /**
   * Hot: once per frame. `own` is the topic that the frame names, `topics` are all of the account.
   */
  receive(frame: BlackholeEvent, own: Topic | undefined, topics: Iterable<Topic>): ReceiptOutcome {
    if (own === undefined || !own.isWanted) return 'unwanted';
    const { family } = own.binding;
    if (this.isForeign(frame, own)) return this.#drop(family);
    const identity = identifyEvent(frame, family);
    const key = receiptKey(identity.id);
    const known = this.#history.receiptOf(key);
    if (known !== undefined) {
      // Of a family whose routing we cannot read, only its own frame tells a topic that the event is for it.
      if (!own.isMissing(known.time)) return 'duplicate';
      own.deliver(this.#read(frame, own, identity, known), known.time);
      return 'delivered';
    }
    const time = this.#clock.next();
    const event = this.#read(frame, own, identity, { time, receivedAt: new Date() });
    this.#history.add(key, { time, event, routing: frame.routing });
    own.deliver(event, time);
    for (const topic of topics) if (topic !== own && topic.matches(frame.routing, family)) topic.deliver(event, time);
    return 'delivered';
  }

  /** Whether the frame that came for `topic` names another account: nobody gets its event. */
  isForeign(frame: BlackholeEvent, { binding }: Topic): boolean {
    return this.#isForeignEvent(frame, binding.family);
  }

  /**
   * What listeners of `bindings` missed after `time`, oldest first, read while it is iterated.
   * Undefined when that is not known completely: some is forgotten already, or was not received
   * because no topic of `topics` that covers a binding was complete since `time`.
   */
  since(time: CursorTime, bindings: readonly Binding[], topics: Iterable<Topic>): Iterable<MissedEvent> | undefined {
    const complete = [...topics].filter(
      ({ completeSince, openGap }) => openGap === undefined && completeSince !== undefined && completeSince <= time,
    );
    if (!bindings.every((binding) => complete.some((topic) => covers(topic.binding, binding)))) return undefined;
    const entries = this.#history.since(time);
    return entries && eventsOf(entries, bindings, this.#losses.after(time));
  }

  /** Those who listen now are told of the gap, which is only possible. */
  noteLoss(gap: Gap): void {
    this.#losses.add(this.#clock.next(), gap);
  }

  /** Undefined when no possible loss is remembered. */
  rememberedLoss(time: CursorTime): RememberedLoss | undefined {
    return this.#losses.areAny ? { after: this.#losses.gapAfter(time) } : undefined;
  }

  /** Must be called when the account is forgotten. */
  close(): void {
    this.#history.close();
  }

  #read(
    frame: BlackholeEvent,
    { binding }: Topic,
    identity: Pick<KazooEvent, 'id' | 'name'>,
    { time, receivedAt }: KnownReceipt,
  ): KazooEvent {
    // On a socket for every account the event itself says whose it is.
    const accountId =
      this.#accountId === everyAccount
        ? (accountOfRouting(frame.routing, binding.family) ?? this.#accountId)
        : this.#accountId;
    const receipt = { ...identity, accountId, receivedAt, cursor: this.#clock.cursorOf(time) };
    return readKazooEvent(frame, binding, receipt, this.#publicData);
  }

  #drop(family: BindingFamily): 'foreign' {
    if (!this.#foreignFamilies.has(family)) {
      this.#foreignFamilies.add(family);
      this.#onForeignFamily(family);
    }
    return 'foreign';
  }
}

/**
 * The events that belong to `bindings`, each under the first that it belongs to; all as they are
 * where it is undefined. A loss is told with the first of them after it.
 */
export function* eventsOf(
  entries: Iterable<HistoryEntry>,
  bindings: readonly Binding[] | undefined,
  losses: readonly PossibleLoss[],
): Iterable<MissedEvent> {
  const matchers = bindings?.map((binding) => [binding.text, routingMatcher(binding)] as const);
  const waiting = [...losses];
  let gap: Gap | null = null;
  for (const { time, event, routing } of entries) {
    for (let [loss] = waiting; loss !== undefined && loss.time < time; [loss] = waiting) {
      gap = mergeGaps(gap, loss.gap);
      waiting.shift();
    }
    const match = matchers?.find(([text, matches]) => text === event.binding || matches(routing, event.family));
    if (matchers !== undefined && match === undefined) continue;
    yield { event: match === undefined ? event : withBinding(event, match[0]), gap };
    gap = null;
  }
}

/** What tells an event from others, of a length that Kazoo does not decide about. */
function receiptKey(id: string): string {
  return id.length <= maxKeyLength ? id : createHash('sha256').update(id).digest('base64url');
}

/** The event as the topic of another binding delivers it. */
export function withBinding(event: KazooEvent, binding: string): KazooEvent {
  return event.binding === binding ? event : { ...event, binding };
}

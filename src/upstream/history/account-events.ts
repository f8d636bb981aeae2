import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { BindingFamily } from '../../kazoo/blackhole/binding-forms.ts';
import type { BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';
import { accountOfRouting } from '../../kazoo/blackhole/routing.ts';
import { type ForeignEvent, foreignEvents } from '../../kazoo/events/foreign-event.ts';
import { identifyEvent, type KazooEvent, readKazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { PublicData } from '../../kazoo/events/public-data.ts';
import { everyAccount } from '../../kazoo/requests/accounts.ts';
import type { Topic } from '../topics/topic.ts';
import type { AccountHistory, MissedEvent, Receipts, RememberedLoss } from './account-history.ts';
import type { CursorTime, EventClock } from './event-clock.ts';
import type { Gap } from './gap.ts';
import type { KnownReceipt } from './history.ts';

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
  readonly #history: AccountHistory;
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
    history: AccountHistory,
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
    const known = this.#history.receiptOf(identity.id);
    if (known !== undefined) {
      // Of a family whose routing we cannot read, only its own frame tells a topic that the event is for it.
      if (!own.isMissing(known.time)) return 'duplicate';
      own.deliver(this.#read(frame, own, identity, known), known.time);
      return 'delivered';
    }
    const time = this.#clock.next();
    const event = this.#read(frame, own, identity, { time, receivedAt: new Date() });
    this.#history.add(identity.id, { time, event });
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
    const received = complete.map(({ binding }) => binding);
    return this.#history.since(time, bindings, received);
  }

  /** The events that are remembered, latest first, read while it is iterated. */
  latest(): Iterable<KazooEvent> {
    return this.#history.latest();
  }

  get receipts(): Receipts {
    return this.#history.receipts;
  }

  /** Remembers a gap that is only possible, for those who resume: who listens now is told of it. */
  noteLoss(gap: Gap): void {
    this.#history.noteLoss(this.#clock.next(), gap);
  }

  /** Undefined when no possible loss is remembered. */
  rememberedLoss(time: CursorTime): RememberedLoss | undefined {
    return this.#history.rememberedLoss(time);
  }

  /** Must be called when the account is forgotten. */
  close(): void {
    this.#history.close();
  }

  #read(
    frame: BlackholeEvent,
    { binding }: Topic,
    identity: Pick<KazooEvent, 'id' | 'name'>,
    { time, receivedAt }: Pick<KnownReceipt, 'time' | 'receivedAt'>,
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

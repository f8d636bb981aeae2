import type { GatewayError } from '../errors.ts';
import type { Binding } from '../kazoo/blackhole/binding.ts';
import type { AccountView } from '../upstream/account-view.ts';
import type { AccountHistory, MissedEvent, Receipts, RememberedLoss } from '../upstream/history/account-history.ts';
import { type CursorTime, cursorText } from '../upstream/history/event-clock.ts';
import { closeGap, type Gap, type GapReason } from '../upstream/history/gap.ts';
import type { StatusStore } from '../upstream/status-store.ts';
import type { Topic } from '../upstream/topics/topic.ts';
import { type AccountEntry, endsResuming, type SharedEvent } from './entries/account-entry.ts';
import { FleetTopics } from './fleet-topics.ts';
import { AccountPast } from './reading/account-past.ts';
import { Bridge } from './reading/bridge.ts';
import { CompleteBindings } from './reading/complete-bindings.ts';
import type { Place } from './reading/place.ts';
import { ShownStatus } from './reading/shown-status.ts';

const microsecondsPerMs = 1_000;
export interface FleetAccountOptions {
  readonly accountId: string;
  readonly instanceId: string;
  readonly openHistory: () => AccountHistory;
  readonly statuses: StatusStore;
  readonly lingerMs: number;
  readonly subscribeTimeoutMs: number;
  readonly maxTopics: number;
  /** What the clients of this instance want of the account has changed. */
  readonly onWanted: () => void;
  /** The owner has given up a binding that is wanted here. */
  readonly onUnserved: (binding: string) => void;
  /** Clients were told of a gap of the fleet's own making; those of a source are told there. */
  readonly onGap: (reason: GapReason) => void;
}

/**
 * One account as the clients of this instance get it: its topics and its past, kept by entries,
 * whoever brings them.
 */
export class FleetAccount {
  readonly topics: FleetTopics;
  /** What clients had, or get, by the own connection of this instance in place of the log. */
  readonly bridge: Bridge;
  readonly #options: FleetAccountOptions;
  readonly #complete = new CompleteBindings();
  readonly #past: AccountPast;
  readonly #status: ShownStatus;
  #applied: CursorTime = 0;
  /** Since when the history has everything, as far as it has not forgotten it again. */
  #knownSince: CursorTime = 0;

  constructor(options: FleetAccountOptions) {
    this.#options = options;
    const { accountId, statuses } = options;
    this.#past = new AccountPast(options.openHistory);
    this.#status = new ShownStatus(accountId, statuses, () => this.topics);
    this.topics = new FleetTopics({
      ...options,
      isConnected: () => this.#status.isConnected,
      onJoined: (topic) => this.#settle(topic),
      onWanted: () => {
        this.#status.refresh();
        options.onWanted();
      },
    });
    this.bridge = new Bridge(this.topics, this.#past, this.#complete, (gap) => this.#status.refresh(gap));
  }

  get accountId(): string {
    return this.#options.accountId;
  }

  /** Of the last entry that was applied; 0 before the first. */
  get applied(): CursorTime {
    return this.#applied;
  }

  /** The bindings of which nothing is missed, wherever they are wanted. */
  get completeBindings(): Iterable<string> {
    return this.#complete.texts;
  }

  /** Whether the event with this id has come. */
  knows(id: string): boolean {
    return this.#past.knows(id);
  }

  /** Hot: what an entry tells, at its place in the order. */
  apply(entry: AccountEntry, place: Place): void {
    const { time } = place;
    this.#applied = time;
    switch (entry.kind) {
      case 'event':
        this.#receive(entry.event, entry.bindings, place);
        break;
      case 'begin':
        this.#complete.begin(entry.binding, time);
        this.#tell(this.topics.get(entry.binding)?.complete(time));
        break;
      case 'end':
        this.#end(entry.binding, entry.since ?? new Date());
        break;
      case 'gap':
        this.tellGap(entry.gap, [entry.binding]);
        if (endsResuming(entry)) this.#complete.beginAgain(entry.binding, time);
        else this.#past.present.noteLoss(time, entry.gap);
        break;
      case 'lost':
        if (entry.except === this.#options.instanceId) this.#pause();
        else this.lose(entry.from);
        break;
      case 'refused':
        this.#refuse(entry.binding, entry.error);
        break;
      case 'status':
        this.#status.set(entry.status);
        break;
    }
  }

  /** What happened before anybody was here: only the past that clients can resume from. */
  remember(entry: AccountEntry, { epoch, time }: Place): void {
    const { present } = this.#past;
    if (entry.kind === 'event' && present.receiptOf(entry.event.id) === undefined) {
      if (!this.knows(entry.event.id)) this.bridge.noteUnbrought(entry.event);
      this.#past.add(time, { ...entry.event, cursor: cursorText(epoch, time) });
    } else if (entry.kind === 'gap' && !endsResuming(entry)) present.noteLoss(time, entry.gap);
    else if (entry.kind === 'status') this.#status.set(entry.status);
  }

  /** Goes on after a place up to which the log has forgotten what did not come. */
  skip({ time }: Place): void {
    const gap = closeGap({ from: new Date(this.#applied / microsecondsPerMs), reason: 'OWNER_LOST', certain: true });
    this.#applied = time;
    this.#knownSince = time;
    const affected = [...this.topics].filter(({ isComplete }) => isComplete);
    for (const topic of affected) {
      topic.announceLoss(gap, time);
      this.#tell(gap);
    }
    this.#complete.allBeginAgain(time);
  }

  /** This instance serves by itself from now on, in its own order. */
  beginSolo(now: CursorTime): void {
    this.bridge.begin();
    this.#past.begin();
    this.#applied = now;
    this.#knownSince = now;
  }

  /** Hot: what this instance's own connection tells, at its place in that order. */
  serve(entry: AccountEntry, place: Place): void {
    if (entry.kind === 'event') this.bridge.noteServed(entry.event);
    this.apply(entry, place);
  }

  /** An order of the fleet follows, of which nothing is known until `rebase`. */
  beginOrder(): void {
    this.#past.begin();
    this.#knownSince = Number.POSITIVE_INFINITY;
  }

  /** Tells those who listen to the bindings of a gap that is over, and has no place in an order. */
  tellGap(gap: Gap, bindings: readonly string[]): void {
    const affected = bindings.flatMap((binding) => this.topics.get(binding) ?? []);
    for (const topic of affected) topic.announceLoss(gap, this.#applied);
    if (affected.length > 0) this.#status.refresh(gap);
  }

  /** Says that events do not come for a while, and why. */
  reconnecting(reason: string): void {
    this.#status.set({ state: 'RECONNECTING', reason, attempt: 1, retryAt: null });
  }

  /**
   * Goes on in another order, from `time` on, in which these bindings are complete since the
   * moments that are given. Nothing was missed of what was complete before and is so now.
   * `knownSince` is the moment since which the history has everything of that order.
   */
  rebase(completeSince: ReadonlyMap<string, CursorTime>, time: CursorTime, knownSince: CursorTime): void {
    this.#applied = time;
    this.#knownSince = knownSince;
    this.topics.beginOrder();
    this.#complete.replace(completeSince);
    for (const topic of this.topics) {
      const since = this.#complete.since(topic.binding.text);
      if (since === undefined) topic.unsubscribed();
      else this.#tell(topic.adopt(since, time));
    }
    this.#status.refresh();
  }

  /**
   * Goes on in the same order after an absence, from `time` on: what came meanwhile follows. These
   * bindings are complete by now.
   */
  goOn(completeSince: ReadonlyMap<string, CursorTime>, time: CursorTime): void {
    this.rebase(completeSince, time, this.#knownSince);
  }

  /** Whoever brought the events is gone: some may be missing from `from` until they begin anew. */
  lose(from: Date): void {
    this.#complete.endAll();
    this.topics.lose(from);
    this.#status.refresh();
  }

  /** Of these bindings, those that are not complete are missed from this moment until they are. */
  miss(bindings: readonly string[], from: Date): void {
    for (const topic of this.topics)
      if (!topic.isComplete && bindings.includes(topic.binding.text)) topic.miss(from, 'OWNER_LOST');
    this.#status.refresh();
  }

  /** What listeners of `bindings` missed after `time`; undefined when not known completely. */
  since(time: CursorTime, bindings: readonly Binding[]): Iterable<MissedEvent> | undefined {
    // What has not come here yet would come twice to whoever has seen it elsewhere.
    if (time > this.#applied || time < this.#knownSince) return undefined;
    this.topics.noteResumed(bindings);
    return this.#past.present.since(time, bindings, this.#complete.at(time));
  }

  get receipts(): Receipts {
    return this.#past.present.receipts;
  }

  view({ text }: Binding): AccountView {
    return { topic: this.topics.get(text), latest: this.#past.present.latest() };
  }

  /** Undefined when no possible loss is remembered. */
  rememberedLoss(time: CursorTime): RememberedLoss | undefined {
    return this.#past.present.rememberedLoss(time);
  }

  /** Must be called when nobody listens any more, and nothing is brought. */
  forget(): void {
    this.#past.close();
    this.#status.close();
  }

  /** Ends all topics with `error`. */
  close(error: GatewayError): void {
    this.topics.end(error);
    this.forget();
  }

  /** Hot: an event that is known already is only for topics that have not had it. */
  #receive(shared: SharedEvent, bindings: readonly string[], place: Place): void {
    const known = this.#past.present.receiptOf(shared.id);
    const isServed = this.#past.isOfEarlierOrder(shared.id);
    const time = known?.time ?? place.time;
    const event = { ...shared, cursor: cursorText(place.epoch, time) };
    if (known === undefined) this.#past.add(time, event);
    if (this.bridge.isUnbrought(event.id)) return;
    for (const topic of this.topics) {
      const isItsOwn = bindings.includes(topic.binding.text) || topic.matches(event.routing, event.family);
      if (!isItsOwn || !topic.isMissing(time)) continue;
      if (!this.bridge.withholds(event, topic, time, isServed)) topic.deliver(event, time);
    }
  }

  #end(binding: string, at: Date): void {
    this.#complete.end(binding);
    const topic = this.topics.get(binding);
    if (topic === undefined) return;
    // Its owner did not know that it is wanted here: that is told again.
    topic.miss(at, 'OWNER_LOST');
    topic.unsubscribed();
    this.#status.refresh();
    if (topic.isWanted) this.#options.onUnserved(binding);
    else this.topics.forget(topic);
  }

  #refuse(binding: string, error: GatewayError): void {
    this.#complete.end(binding);
    const topic = this.topics.get(binding);
    if (topic === undefined) return;
    topic.end(error);
    this.topics.forget(topic);
  }

  /** Nothing is delivered until the bindings begin again, and nothing is missed meanwhile. */
  #pause(): void {
    this.#complete.endAll();
    this.topics.pause();
  }

  #tell(gap: Gap | undefined): void {
    if (gap !== undefined) this.#options.onGap(gap.reason);
    this.#status.refresh(gap);
  }

  /** A topic that is complete already, for others, is so for those who listen to it now. */
  #settle(topic: Topic): void {
    const since = this.#complete.since(topic.binding.text);
    if (since !== undefined && !topic.isComplete) this.#tell(topic.adopt(since, this.#applied));
  }
}

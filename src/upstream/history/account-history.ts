import { createHash } from 'node:crypto';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import { covers, routingMatcher } from '../../kazoo/blackhole/routing.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { CursorTime } from './event-clock.ts';
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

/** What has come of an account since it is followed. */
export interface Receipts {
  readonly count: number;
  readonly latestAt: Date | undefined;
}

/** What may have been lost after a moment, if anything; more may have been before that. */
export interface RememberedLoss {
  readonly after: Gap | null;
}

/** The past of an account: its latest events, each once in one order, and what may be missing. */
export class AccountHistory {
  readonly #history: History;
  readonly #losses = new PossibleLosses();
  #received = 0;
  #receivedAt: Date | undefined;

  /** @param history of the account, closed with this */
  constructor(history: History) {
    this.#history = history;
  }

  /** How many events were added, and when the last of them came. */
  get receipts(): Receipts {
    return { count: this.#received, latestAt: this.#receivedAt };
  }

  /** When the event with this id was received; undefined for a new one. */
  receiptOf(id: string): KnownReceipt | undefined {
    return this.#history.receiptOf(receiptKey(id));
  }

  /** Hot: adds a new event under the id that tells its copies from others. */
  add(id: string, entry: HistoryEntry): void {
    this.#history.add(receiptKey(id), entry);
    this.#received += 1;
    this.#receivedAt = entry.event.receivedAt;
  }

  /**
   * What listeners of `bindings` missed after `time`, oldest first, read while it is iterated.
   * Undefined when that is not known completely: some is forgotten already, or was not received
   * because nothing of `complete`, which was received completely since `time`, covers a binding.
   */
  since(
    time: CursorTime,
    bindings: readonly Binding[],
    complete: readonly Binding[],
  ): Iterable<MissedEvent> | undefined {
    if (!bindings.every((binding) => complete.some((wider) => covers(wider, binding)))) return undefined;
    const entries = this.#history.since(time);
    return entries && eventsOf(entries, bindings, this.#losses.after(time));
  }

  /** The events that are remembered, latest first, read while it is iterated. */
  latest(): Iterable<KazooEvent> {
    return this.#history.latest();
  }

  /** Remembers a gap that is only possible, for those who resume: who listens now is told of it. */
  noteLoss(time: CursorTime, gap: Gap): void {
    this.#losses.add(time, gap);
  }

  /** Undefined when no possible loss is remembered. */
  rememberedLoss(time: CursorTime): RememberedLoss | undefined {
    return this.#losses.areAny ? { after: this.#losses.gapAfter(time) } : undefined;
  }

  /** Goes on without its events: it still recognises copies of them. */
  forgetEvents(): void {
    this.#history.shrink(0);
  }

  /** Must be called when the account is forgotten. */
  close(): void {
    this.#history.close();
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
  for (const { time, event } of entries) {
    for (let [loss] = waiting; loss !== undefined && loss.time < time; [loss] = waiting) {
      gap = mergeGaps(gap, loss.gap);
      waiting.shift();
    }
    const match = matchers?.find(([text, matches]) => text === event.binding || matches(event.routing, event.family));
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

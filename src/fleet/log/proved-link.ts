import { withTimeout } from '../../scheduling/with-timeout.ts';
import type { EngineLink, EngineLinkListener, OpenLink } from './engine-link.ts';
import type { FleetLogListener, InstanceFacts } from './fleet-log.ts';

const markIntervalMs = 1_000;
const commandTimeoutMs = 2_000;
/** Several round trips, and TLS. */
const openTimeoutMs = 5_000;
/** The first is opened while all else of the process begins, perhaps on a busy machine. */
const firstOpenTimeoutMs = 10_000;
/** Between attempts, and for how long a link must serve for the next attempt to come at once. */
const retryMs = 1_000;
/** Marks that did not come back: the next is due then, three seconds after the last that did. */
const mostMissing = 2;

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'opening'; readonly attempt: AbortController }
  | { readonly name: 'subscribing'; readonly link: EngineLink }
  /** Marks are sent, and none came back yet. */
  | { readonly name: 'proving'; readonly link: EngineLink }
  | { readonly name: 'up'; readonly link: EngineLink; readonly epoch: string; readonly sinceMs: number }
  | { readonly name: 'waiting'; readonly retry: NodeJS.Timeout; readonly failure: Error }
  | { readonly name: 'closed' };

const timedOut = Symbol('timed out');

/**
 * The link of an instance: proves it with a mark each second, which must come back, and opens
 * another one when it failed: at once where it had served for a second, so that what waits for it
 * may wait no longer than that, and then each second.
 */
export class ProvedLink {
  readonly #open: (listener: EngineLinkListener, signal: AbortSignal) => Promise<EngineLink>;
  readonly #followed: () => readonly string[];
  #state: State = { name: 'idle' };
  #listener: FleetLogListener | undefined;
  #facts: InstanceFacts | undefined;
  #marking: NodeJS.Timeout | undefined;
  #reported: 'nothing' | 'up' | 'down' = 'nothing';
  /** What the last mark told. */
  #isToldReady: boolean | undefined;
  /** Numbers of the last mark sent, and of the last that came back. */
  #sentMark = 0;
  #provedMark = 0;

  /** Each link subscribes the `followed` accounts before it is proved. */
  constructor(instanceId: string, openLink: OpenLink, followed: () => readonly string[]) {
    this.#open = (listener, signal) => openLink(instanceId, listener, signal);
    this.#followed = followed;
  }

  get epoch(): string | undefined {
    return this.#state.name === 'up' ? this.#state.epoch : undefined;
  }

  start(facts: InstanceFacts, listener: FleetLogListener): void {
    this.#facts = facts;
    this.#listener = listener;
    this.#marking = setInterval(() => this.#mark(), markIntervalMs);
    void this.#connect();
  }

  /** Tells them with the next mark, which is due at once where `isReady` has changed. */
  setFacts(facts: InstanceFacts): void {
    this.#facts = facts;
    this.#markIfUrgent();
  }

  async close(): Promise<void> {
    const state = this.#state;
    clearInterval(this.#marking);
    if (state.name === 'waiting') clearTimeout(state.retry);
    if (state.name === 'opening') state.attempt.abort();
    this.#transition({ name: 'closed' });
    if (!('link' in state)) return;
    // An engine that does not answer forgets the instance by itself, ten seconds after its last mark.
    await withTimeout(state.link.withdraw(), commandTimeoutMs, timedOut).catch(() => timedOut);
    state.link.close();
  }

  /** Asks over a link that is up. A failure ends the link, and rejects with its cause. */
  async ask<Reply>(question: (link: EngineLink, epoch: string) => Promise<Reply>): Promise<Reply> {
    const state = this.#state;
    if (state.name !== 'up') throw this.#away();
    return await this.#asked(state.link, question(state.link, state.epoch));
  }

  /** Asks over a link that is not proved yet, too, but rejects where it is not by then. */
  async askEarly<Reply>(question: (link: EngineLink) => Promise<Reply>): Promise<Reply> {
    const state = this.#state;
    if (!('link' in state)) throw this.#away();
    const reply = await this.#asked(state.link, question(state.link));
    if (this.epoch === undefined) throw this.#away();
    return reply;
  }

  #away(): Error {
    const state = this.#state;
    const cause = state.name === 'waiting' ? state.failure : new Error(`the link is ${state.name}`);
    return new Error('The engine of the fleet is away.', { cause });
  }

  async #asked<Reply>(link: EngineLink, reply: Promise<Reply>): Promise<Reply> {
    try {
      return await inTime(reply);
    } catch (error) {
      this.#fail(link, error);
      throw new Error('The engine of the fleet failed.', { cause: error });
    }
  }

  async #connect(): Promise<void> {
    const attempt = new AbortController();
    const opening: State = { name: 'opening', attempt };
    this.#transition(opening);
    let opened: EngineLink | undefined;
    const opens = this.#open(
      this.#listenerOf(() => opened),
      attempt.signal,
    ).then((link) => {
      opened = link;
      // It may come when nobody waits for it any more.
      if (this.#state === opening) this.#transition({ name: 'subscribing', link });
      else link.close();
      return link;
    });
    try {
      const link = await inTime(opens, this.#reported === 'nothing' ? firstOpenTimeoutMs : openTimeoutMs);
      await inTime(link.subscribe(this.#followed()));
      if (this.#state.name !== 'subscribing' || this.#state.link !== link) return;
      // What was sent over an earlier link proves nothing of this one.
      this.#provedMark = this.#sentMark;
      this.#transition({ name: 'proving', link });
      this.#mark();
    } catch (error) {
      attempt.abort();
      this.#fail(opened ?? opening, error);
    }
  }

  /** What comes over a link that was replaced, or that is not proved yet, is nobody's. */
  #listenerOf(linkOf: () => EngineLink | undefined): EngineLinkListener {
    const whenUp = (): FleetLogListener | undefined =>
      this.#state.name === 'up' && this.#state.link === linkOf() ? this.#listener : undefined;
    return {
      onEntries: (accountId, epoch, entries) => whenUp()?.onEntries(accountId, epoch, entries),
      onLease: (accountId, lease) => whenUp()?.onLease(accountId, lease),
      onWants: (accountId, version) => whenUp()?.onWants(accountId, version),
      onMessage: (from, text) => whenUp()?.onMessage(from, text),
      onBroadcast: (from, text) => whenUp()?.onBroadcast(from, text),
      onPublished: (accountId, from, text) => whenUp()?.onPublished(accountId, from, text),
      onProbe: (markNumber, epoch) => this.#proved(linkOf(), markNumber, epoch),
      onEpoch: (epoch) => {
        const isNew = this.#state.name === 'up' && this.#state.link === linkOf() && this.#state.epoch !== epoch;
        // Whoever may write to the engine may say so: a mark tells whether it is true.
        if (isNew && this.#sentMark === this.#provedMark) this.#mark();
      },
      onLost: (error) => {
        const link = linkOf();
        if (link !== undefined) this.#fail(link, error);
      },
    };
  }

  #proved(link: EngineLink | undefined, markNumber: number, epoch: string): void {
    const state = this.#state;
    const isProvable = state.name === 'proving' || state.name === 'up';
    // Whoever may write to the engine may send anything as a mark: even what is no number.
    const isAwaited = markNumber > this.#provedMark && markNumber <= this.#sentMark && epoch !== '';
    if (!isProvable || state.link !== link || !isAwaited) return;
    this.#provedMark = markNumber;
    this.#adopt(state.link, epoch);
    this.#markIfUrgent();
  }

  #adopt(link: EngineLink, epoch: string): void {
    if (this.epoch === epoch) return;
    const sinceMs = this.#state.name === 'up' ? this.#state.sinceMs : performance.now();
    this.#transition({ name: 'up', link, epoch, sinceMs });
    this.#reported = 'up';
    this.#listener?.onUp(epoch);
  }

  /** Others must learn at once whether this instance is ready. */
  #markIfUrgent(): void {
    if (this.#facts?.isReady !== this.#isToldReady && this.#sentMark === this.#provedMark) this.#mark();
  }

  #mark(): void {
    const state = this.#state;
    if ((state.name !== 'proving' && state.name !== 'up') || this.#facts === undefined) return;
    if (this.#sentMark - this.#provedMark >= mostMissing) {
      this.#fail(state.link, new Error(`the last ${mostMissing} marks did not come back`));
      return;
    }
    this.#sentMark += 1;
    this.#isToldReady = this.#facts.isReady;
    inTime(state.link.mark(this.#facts, this.#sentMark)).catch((error: unknown) => this.#fail(state.link, error));
  }

  /** Ends the attempt or the link that failed, unless another one has replaced it. */
  #fail(failed: EngineLink | State, error: unknown): void {
    const state = this.#state;
    if (state !== failed && !('link' in state && state.link === failed)) return;
    const failure = error instanceof Error ? error : new Error('something was thrown', { cause: error });
    const hadServed = state.name === 'up' && performance.now() - state.sinceMs >= retryMs;
    const retry = setTimeout(() => void this.#connect(), hadServed ? 0 : retryMs);
    this.#transition({ name: 'waiting', failure, retry });
    if ('link' in state) state.link.close();
    if (this.#reported === 'down') return;
    this.#reported = 'down';
    this.#listener?.onDown(failure.message);
  }

  #transition(next: State): void {
    this.#state = next;
  }
}

async function inTime<Reply>(work: Promise<Reply>, timeoutMs = commandTimeoutMs): Promise<Reply> {
  const reply = await withTimeout(work, timeoutMs, timedOut);
  if (reply !== timedOut) return reply;
  // Where this process stood still, the answer may have come meanwhile, and is read after the timers.
  const afterReading = new Promise<typeof timedOut>((resolve) => setImmediate(resolve, timedOut));
  const late = await Promise.race([work, afterReading]);
  if (late === timedOut) throw new Error(`the engine did not answer within ${timeoutMs} ms`);
  return late;
}

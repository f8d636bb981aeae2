import { ReloadPace } from './reload-pace.ts';
import { codeOf, endsCursors, extension, field, isGap } from './result-field.ts';
import type { Gap, OnGap, Sink, SubscribeRequest, SubscribingClient } from './subscribing-client.ts';

export interface ResumingSubscriptionOptions {
  readonly client: SubscribingClient;
  readonly request: SubscribeRequest;
  readonly sink: Sink;
  /** The further arguments that `subscribe` was called with. */
  readonly options: readonly unknown[];
  readonly onGap: OnGap;
  readonly onError: (error: unknown) => void;
}

/**
 * A cursor that no gateway issues: a subscription after it fails with `CURSOR_EXPIRED`. Gateways of
 * every version read it, hence no prefix.
 */
const lostCursor = '0-0';
/**
 * The codes that end a session. Over SSE such an error is the last result of a stream. Over
 * WebSocket the connection closes, and the client connects again by itself.
 */
const sessionEnds: readonly unknown[] = ['TOKEN_EXPIRED', 'SHUTTING_DOWN'];
/**
 * The shortest session after which a subscription goes on, so that it does not subscribe again and
 * again.
 */
const minSessionMs = 1000;
/** A subscription that ran for so long was live: if it is refused later, that is another loss. */
const steadyMs = 60_000;
/** What the gateway cannot make live, it has refused by then (`SUBSCRIBE_TIMEOUT_MS`). */
const liveWithinMs = 20_000;

type Timer = ReturnType<typeof setTimeout>;

/** What was missed before the stream went on without a cursor, told once the stream is live. */
interface PendingGap {
  readonly from: string;
  readonly timer: Timer;
}

type State =
  /** `onGap` is at work, or will be called by the timer. */
  | { readonly name: 'reloading'; readonly timer?: Timer }
  | { readonly name: 'running'; readonly stop: () => void; readonly pendingGap: PendingGap | undefined }
  /** The client was told to stop, and `complete` will follow. */
  | { readonly name: 'stopping' }
  | { readonly name: 'ended' };

/**
 * Keeps one subscription going: however often the client must subscribe again, it does so after the
 * last cursor.
 */
export class ResumingSubscription {
  readonly #options: ResumingSubscriptionOptions;
  readonly #request: SubscribeRequest;
  readonly #listening: readonly ((() => void) | undefined)[];
  readonly #pace = new ReloadPace();
  #state: State = { name: 'reloading' };
  #after: unknown;
  /** The time of day until which the front end knows everything. */
  #knownUntilMs = Date.now();
  #sentAtMs = 0;
  /** Whether the subscription was sent since `#subscribe` was last called. */
  #isSent = false;
  /** The number of the present run. What the client tells of an earlier one does not count. */
  #runs = 0;
  /** Whether a connection was lost: others have lost theirs together with this one, as it seems. */
  #wasCut = false;
  /** The gateway has said that no cursor of it is good for any other, and goes. */
  #isForgotten = false;
  /**
   * How many pings came since the subscription was sent; no number while no connection has it,
   * where they tell of other subscriptions.
   */
  #pings = Number.NaN;

  constructor(options: ResumingSubscriptionOptions) {
    this.#options = options;
    const { client, request } = options;
    this.#after = request.variables?.['after'];
    // The clients serialize a request each time they send it, which calls the getter.
    const variables = Object.defineProperty({ ...request.variables }, 'after', {
      enumerable: true,
      get: () => this.#onRequest(),
    });
    this.#request = { ...request, variables };
    this.#listening = [
      client.on?.('ping', (received, payload) => {
        if (received) this.#onPing(payload);
      }),
      client.on?.('connected', (_, payload) => this.#onConnected(field(payload, 'cursors'))),
      client.on?.('error', () => this.#onCut()),
      client.on?.('closed', () => this.#onCut()),
    ];
    this.#subscribe();
  }

  stop(): void {
    const state = this.#state;
    if (state.name === 'reloading') this.#end();
    if (state.name !== 'running') return;
    this.#transition({ name: 'stopping' });
    state.stop();
  }

  #subscribe(pendingGap?: PendingGap): void {
    const { client, options } = this.#options;
    const startedAtMs = performance.now();
    const isCurable = (code: unknown): boolean =>
      code === 'CURSOR_EXPIRED' || (sessionEnds.includes(code) && performance.now() - startedAtMs >= minSessionMs);
    this.#isSent = false;
    this.#pings = Number.NaN;
    this.#runs += 1;
    const run = this.#runs;
    let lastCode: unknown;
    const sink: Sink = {
      next: (result) => {
        if (run !== this.#runs) return;
        const code = codeOf(field(result, 'errors'));
        // Over SSE a stream's error is its last result; `complete` follows.
        if (isCurable(code)) {
          lastCode = code;
          this.#isForgotten = endsCursors(field(result, 'errors'));
        } else this.#next(result);
      },
      error: (error) => {
        if (run !== this.#runs) return;
        const code = codeOf(error);
        if (isCurable(code)) this.#resume(code);
        else this.#end({ error });
      },
      complete: () => {
        if (run !== this.#runs) return;
        if (lastCode === undefined) this.#end();
        else this.#resume(lastCode);
      },
    };
    this.#transition({ name: 'running', stop: client.subscribe(this.#request, sink, ...options), pendingGap });
  }

  /** Returns the cursor for a request that is being sent. */
  #onRequest(): unknown {
    this.#pings = 0;
    if (this.#isSent) this.#onLoss();
    this.#wasCut ||= this.#isSent;
    this.#isSent = true;
    this.#sentAtMs = performance.now();
    return this.#after;
  }

  /** What was sent has run until now, and is to be sent again. */
  #onLoss(): void {
    if (performance.now() - this.#sentAtMs >= steadyMs) this.#pace.reset();
    // Without a cursor to resume after, the gateway shall say that events may be missing.
    this.#after ??= lostCursor;
  }

  #next(result: unknown): void {
    this.#tellPendingGap();
    const gap = extension(result, 'gap');
    if (isGap(gap)) void this.#tell(gap);
    const data = field(result, 'data') ?? {};
    const cursors = Object.values(data).map((event) => field(event, 'cursor'));
    const cursor = cursors.find((value) => typeof value === 'string');
    if (cursors.length > 0 && cursor === undefined) {
      this.#fail(new TypeError('resumable: select `cursor` under its own name, on each type.'));
      return;
    }
    if (cursor !== undefined) this.#seen(cursor);
    this.#options.sink.next(result);
  }

  /**
   * Notes the cursor of a ping, before which everything was sent. The first ping does not count:
   * the gateway may have sent it before it received this subscription.
   */
  #onPing(payload: unknown): void {
    const cursor = field(payload, 'cursor');
    this.#isForgotten = cursor === null;
    if (this.#pings > 0 && typeof cursor === 'string') this.#seen(cursor);
    this.#pings += 1;
  }

  /** What the connection had is lost. Its gateway may send pings all the same, until it is gone. */
  #onCut(): void {
    this.#pings = Number.NaN;
  }

  /** Called before the subscription is sent again, which would only be refused after its cursor. */
  #onConnected(cursors: unknown): void {
    const state = this.#state;
    if (state.name !== 'running') return;
    // A gateway that was killed has not said that it goes: its cursors begin otherwise than at this one.
    const isForeign = this.#isSent && !String(this.#after).startsWith(String(cursors ?? ''));
    if (!this.#isForgotten && !isForeign) return;
    this.#runs += 1;
    this.#reloadWithMany();
    state.stop();
  }

  #seen(cursor: string): void {
    this.#after = cursor;
    this.#knownUntilMs = Date.now();
  }

  #resume(code: unknown): void {
    if (this.#state.name !== 'running') this.#end();
    else if (code === 'CURSOR_EXPIRED') this.#prepareReload();
    else if (this.#isForgotten) this.#reloadWithMany();
    else {
      this.#onLoss();
      this.#subscribe();
    }
  }

  /** All clients of a gateway that has gone load afresh. */
  #reloadWithMany(): void {
    this.#onLoss();
    this.#wasCut = true;
    this.#prepareReload();
  }

  #prepareReload(): void {
    const pauseMs = this.#pace.next(this.#wasCut);
    this.#isForgotten = false;
    if (pauseMs === undefined) this.#goLive();
    else if (pauseMs === 0) void this.#reload();
    else this.#transition({ name: 'reloading', timer: setTimeout(() => void this.#reload(), pauseMs) });
  }

  async #reload(): Promise<void> {
    this.#transition({ name: 'reloading' });
    const { onGap, onError, request } = this.#options;
    const begunAtMs = Date.now();
    let cursor: unknown;
    let isLoaded = false;
    try {
      cursor = await onGap(undefined, request);
      isLoaded = true;
    } catch (error) {
      onError(error);
    }
    if (this.#state.name !== 'reloading') return;
    if (isLoaded) this.#knownUntilMs = begunAtMs;
    // The cursor that was refused would be refused again.
    if (!isLoaded || (typeof cursor === 'string' && cursor === this.#after)) this.#prepareReload();
    else {
      this.#after = typeof cursor === 'string' ? cursor : undefined;
      this.#subscribe();
    }
  }

  /** Goes on with the next event. Reloading has brought no cursor that the gateway accepts. */
  #goLive(): void {
    this.#after = undefined;
    const from = new Date(this.#knownUntilMs).toISOString();
    this.#subscribe({ from, timer: setTimeout(() => this.#tellPendingGap(), liveWithinMs) });
  }

  #tellPendingGap(): void {
    const state = this.#state;
    if (state.name !== 'running' || state.pendingGap === undefined) return;
    this.#transition({ ...state, pendingGap: undefined });
    const to = new Date().toISOString();
    void this.#tell({ from: state.pendingGap.from, to, reason: 'CURSOR_EXPIRED', certain: true });
  }

  async #tell(gap: Gap): Promise<void> {
    const { onGap, onError, request } = this.#options;
    try {
      await onGap(gap, request);
    } catch (error) {
      onError(error);
    }
  }

  #fail(error: unknown): void {
    const state = this.#state;
    this.#end({ error });
    if (state.name === 'running') state.stop();
  }

  #end(failure?: { readonly error: unknown }): void {
    this.#runs += 1;
    this.#transition({ name: 'ended' });
    for (const unlisten of this.#listening) unlisten?.();
    const { sink } = this.#options;
    if (failure === undefined) sink.complete();
    else sink.error(failure.error);
  }

  #transition(next: State): void {
    const state = this.#state;
    if (state.name === 'reloading') clearTimeout(state.timer);
    if (state.name === 'running') clearTimeout(state.pendingGap?.timer);
    this.#state = next;
  }
}

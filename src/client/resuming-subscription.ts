import type { Gap, ResumableOptions, Sink, SubscribeRequest, SubscribingClient } from './subscribing-client.ts';

export interface ResumingSubscriptionOptions extends ResumableOptions {
  readonly client: SubscribingClient;
  readonly request: SubscribeRequest;
  readonly sink: Sink;
  /** The further arguments that `subscribe` was called with. */
  readonly options: readonly unknown[];
}

/** A cursor that no gateway issues: a subscription after it fails with `CURSOR_EXPIRED`. */
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

type State =
  | { readonly name: 'waiting' }
  | { readonly name: 'running'; readonly stop: () => void }
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
  readonly #unlisten: (() => void) | undefined;
  #state: State = { name: 'waiting' };
  #after: unknown;
  /** How often the subscription was sent since `#subscribe` was last called. */
  #requests = 0;
  /** How many pings came since the subscription was last sent. */
  #pings = 0;

  constructor(options: ResumingSubscriptionOptions) {
    this.#options = options;
    const { client, request } = options;
    this.#after = request.variables?.['after'];
    // The clients serialize a request each time they send it, which calls the getter.
    const variables = Object.defineProperty({ ...request.variables }, 'after', {
      enumerable: true,
      get: () => {
        this.#pings = 0;
        this.#requests += 1;
        // Without a cursor, the connection was lost before there was one to resume after.
        return this.#requests > 1 ? (this.#after ?? lostCursor) : this.#after;
      },
    });
    this.#request = { ...request, variables };
    this.#unlisten = client.on?.('ping', (received, payload) => {
      if (received) this.#onPing(payload);
    });
    this.#subscribe();
  }

  stop(): void {
    const state = this.#state;
    if (state.name === 'waiting') this.#end();
    if (state.name !== 'running') return;
    this.#state = { name: 'stopping' };
    state.stop();
  }

  #subscribe(): void {
    const { client, options } = this.#options;
    const startedAt = Date.now();
    const isCurable = (code: unknown): boolean =>
      code === 'CURSOR_EXPIRED' || (sessionEnds.includes(code) && Date.now() - startedAt >= minSessionMs);
    this.#requests = 0;
    let lastCode: unknown;
    const sink: Sink = {
      next: (result) => {
        const code = codeOf(field(result, 'errors'));
        // Over SSE a stream's error is its last result; `complete` follows.
        if (isCurable(code)) lastCode = code;
        else this.#next(result);
      },
      error: (error) => {
        const code = codeOf(error);
        if (isCurable(code)) void this.#resume(code);
        else this.#end({ error });
      },
      complete: () => {
        if (lastCode === undefined) this.#end();
        else void this.#resume(lastCode);
      },
    };
    this.#state = { name: 'running', stop: client.subscribe(this.#request, sink, ...options) };
  }

  #next(result: unknown): void {
    const gap = field(field(result, 'extensions'), 'gap');
    if (isGap(gap) && this.#state.name !== 'ended') void this.#tell(gap);
    // What `onGap` throws at once ends the subscription, and its client may still hand over what it has.
    if (this.#state.name === 'ended') return;
    const data = field(result, 'data') ?? {};
    const cursors = Object.values(data).map((event) => field(event, 'cursor'));
    const cursor = cursors.find((value) => typeof value === 'string');
    if (cursors.length > 0 && cursor === undefined) {
      this.#fail(
        new TypeError('resumable: an event came without its `cursor`. Select it on every type, under its own name.'),
      );
      return;
    }
    this.#after = cursor ?? this.#after;
    this.#options.sink.next(result);
  }

  /**
   * Notes the cursor of a ping, before which everything was sent. The first ping does not count:
   * the gateway may have sent it before it received this subscription.
   */
  #onPing(payload: unknown): void {
    const cursor = field(payload, 'cursor');
    if (this.#pings > 0 && typeof cursor === 'string') this.#after = cursor;
    this.#pings += 1;
  }

  async #tell(gap: Gap): Promise<void> {
    try {
      await this.#options.onGap(gap, this.#options.request);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #resume(code: unknown): Promise<void> {
    if (this.#state.name !== 'running') {
      this.#end();
      return;
    }
    this.#state = { name: 'waiting' };
    try {
      if (code === 'CURSOR_EXPIRED') this.#after = await this.#cursorAfterGap();
    } catch (error) {
      this.#end({ error });
    }
    if (this.#state.name === 'waiting') this.#subscribe();
  }

  async #cursorAfterGap(): Promise<string | undefined> {
    const { onGap, request } = this.#options;
    const expired = this.#after;
    const cursor = await onGap(undefined, request);
    // The expired cursor would expire again, forever.
    return typeof cursor === 'string' && cursor !== expired ? cursor : undefined;
  }

  #fail(error: unknown): void {
    const state = this.#state;
    this.#end({ error });
    if (state.name === 'running') state.stop();
  }

  #end(failure?: { readonly error: unknown }): void {
    if (this.#state.name === 'ended') return;
    this.#state = { name: 'ended' };
    this.#unlisten?.();
    const { sink } = this.#options;
    if (failure === undefined) sink.complete();
    else sink.error(failure.error);
  }
}

function codeOf(errors: unknown): unknown {
  return field(field(field(errors, '0'), 'extensions'), 'code');
}

function isGap(value: unknown): value is Gap {
  return typeof field(value, 'reason') === 'string';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

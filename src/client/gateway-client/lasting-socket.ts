import { field } from '../result-field.ts';

/** A class of WebSockets, as browsers, Node and the package `ws` have it. */
export type WebSocketClass = new (
  url: string,
  protocols?: string,
) => {
  addEventListener(type: 'open' | 'message' | 'error' | 'close', listener: (event: unknown) => void): void;
  close(code?: number, reason?: string): void;
};

type Listener = ((event: unknown) => void) | null;

/** For what hangs: a proxy without a gateway, a network that swallows. */
const opensWithinMs = 30_000;
/** A connection that was lost, after which graphql-ws connects again. */
const lost = 1006;
/** A fault of the server. */
const internalServerError = 4500;
/** Faults of what the client has sent (RFC 6455 section 7.4.1). */
const [protocolError, invalidText, tooLarge] = [1002, 1007, 1009];
/** After these graphql-ws connects again anyway. */
const passing: readonly unknown[] = [1000, 1001, 1005, lost, 1012, 1013, 1014];

/**
 * Makes the class give up a connection that does not open, which none does by itself, and call it
 * lost when a router closes it with a code that the gateway does not use (PROTOCOL.md section 8):
 * graphql-ws takes most of these for final.
 *
 * A socket ends once, at its first `error` or `close` or when it is closed here, and brings nothing
 * afterwards. graphql-ws takes what a socket says for the connection that it has by then: a late
 * end would leave that one open, with nobody who listens to its events, while its pings count.
 *
 * @param webSocketClass undefined where there is none
 */
export function lastingSocket(webSocketClass: WebSocketClass | undefined): WebSocketClass | undefined {
  if (webSocketClass === undefined) return undefined;
  return class extends webSocketClass {
    #onMessage: Listener = null;
    #onError: Listener = null;
    #onClose: Listener = null;
    readonly #opening: ReturnType<typeof setTimeout>;
    #hasEnded = false;

    constructor(url: string, protocols?: string) {
      super(url, protocols);
      this.#opening = setTimeout(() => this.#lose(), opensWithinMs);
      this.addEventListener('open', () => clearTimeout(this.#opening));
      this.addEventListener('message', (event) => {
        if (!this.#hasEnded) this.#onMessage?.(event);
      });
      this.addEventListener('error', (event) => {
        if (!this.#hasEnded) this.#onError?.(event);
        this.#lose();
      });
      this.addEventListener('close', (event) => {
        const [code, reason] = [field(event, 'code'), field(event, 'reason')];
        if (this.#end()) this.#onClose?.(isOfRouter(code) ? { code: lost, reason } : event);
      });
    }

    /**
     * Says at once that graphql-ws has closed it: whoever hangs answers no close frame. The package
     * `ws` calls it, too, but without words, for an end that follows by itself.
     */
    override close(code?: number, reason?: string): void {
      const event = { code, reason };
      if (typeof reason === 'string' && this.#end()) queueMicrotask(() => this.#onClose?.(event));
      super.close(code, reason);
    }

    /** In Node 22 a connection that failed goes on as if it opened, and fails again when closed. */
    #lose(): void {
      if (!this.#end()) return;
      this.#onClose?.({ code: lost, reason: '' });
      super.close();
    }

    /** @returns whether it had not ended before */
    #end(): boolean {
      clearTimeout(this.#opening);
      const isFirst = !this.#hasEnded;
      this.#hasEnded = true;
      return isFirst;
    }

    /** The following three as graphql-ws listens. */
    get onmessage(): Listener {
      return this.#onMessage;
    }

    set onmessage(listener: Listener) {
      this.#onMessage = listener;
    }

    get onerror(): Listener {
      return this.#onError;
    }

    set onerror(listener: Listener) {
      this.#onError = listener;
    }

    get onclose(): Listener {
      return this.#onClose;
    }

    set onclose(listener: Listener) {
      this.#onClose = listener;
    }
  };
}

function isOfRouter(code: unknown): boolean {
  if (code === internalServerError) return true;
  const isOfProtocol = typeof code === 'number' && code >= 1000 && code < 2000;
  return isOfProtocol && ![...passing, protocolError, invalidText, tooLarge].includes(code);
}

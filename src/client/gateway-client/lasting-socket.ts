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
/**
 * 1002, 1007 and 1009 are faults of what the client has sent (RFC 6455 section 7.4.1). After the
 * others graphql-ws connects again anyway.
 */
const notOfRouters: readonly unknown[] = [1000, 1001, 1002, 1005, lost, 1007, 1009, 1012, 1013, 1014];

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
    // As graphql-ws listens: own fields, which hide those of the class.
    onmessage: Listener = null;
    onerror: Listener = null;
    onclose: Listener = null;
    readonly #opening: ReturnType<typeof setTimeout>;
    #hasEnded = false;

    constructor(url: string, protocols?: string) {
      super(url, protocols);
      this.#opening = setTimeout(() => this.#lose(), opensWithinMs);
      this.addEventListener('open', () => clearTimeout(this.#opening));
      this.addEventListener('message', (event) => {
        if (!this.#hasEnded) this.onmessage?.(event);
      });
      this.addEventListener('error', (event) => {
        if (!this.#hasEnded) this.onerror?.(event);
        this.#lose();
      });
      this.addEventListener('close', (event) => {
        const [code, reason] = [field(event, 'code'), field(event, 'reason')];
        if (this.#end()) this.onclose?.(isOfRouter(code) ? { code: lost, reason } : event);
      });
    }

    /**
     * Says at once that graphql-ws has closed it: whoever hangs answers no close frame. The package
     * `ws` calls it, too, but without words, for an end that follows by itself.
     */
    override close(code?: number, reason?: string): void {
      const event = { code, reason };
      if (typeof reason === 'string' && this.#end()) queueMicrotask(() => this.onclose?.(event));
      super.close(code, reason);
    }

    /** In Node 22 a connection that failed goes on as if it opened, and fails again when closed. */
    #lose(): void {
      if (!this.#end()) return;
      this.onclose?.({ code: lost, reason: '' });
      super.close();
    }

    /** @returns whether it had not ended before */
    #end(): boolean {
      clearTimeout(this.#opening);
      const isFirst = !this.#hasEnded;
      this.#hasEnded = true;
      return isFirst;
    }
  };
}

function isOfRouter(code: unknown): boolean {
  const isOfProtocol = typeof code === 'number' && code >= 1000 && code < 2000;
  return code === internalServerError || (isOfProtocol && !notOfRouters.includes(code));
}

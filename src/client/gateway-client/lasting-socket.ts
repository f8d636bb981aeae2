import { field } from '../result-field.ts';

/** A class of WebSockets, as browsers, Node and the package `ws` have it. */
export type WebSocketClass = new (
  url: string,
  protocols?: string,
) => {
  addEventListener(type: 'open' | 'close', listener: (event: unknown) => void): void;
  close(): void;
};

type OnClose = (event: unknown) => void;

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
 * @param webSocketClass undefined where there is none
 */
export function lastingSocket(webSocketClass: WebSocketClass | undefined): WebSocketClass | undefined {
  if (webSocketClass === undefined) return undefined;
  return class extends webSocketClass {
    #onClose: OnClose | null = null;

    constructor(url: string, protocols?: string) {
      super(url, protocols);
      const timer = setTimeout(() => this.close(), opensWithinMs);
      this.addEventListener('open', () => clearTimeout(timer));
      this.addEventListener('close', (event) => {
        clearTimeout(timer);
        const [code, reason] = [field(event, 'code'), field(event, 'reason')];
        this.#onClose?.(isOfRouter(code) ? { code: lost, reason } : event);
      });
    }

    /** As graphql-ws listens. */
    get onclose(): OnClose | null {
      return this.#onClose;
    }

    set onclose(listener: OnClose | null) {
      this.#onClose = listener;
    }
  };
}

function isOfRouter(code: unknown): boolean {
  if (code === internalServerError) return true;
  const isOfProtocol = typeof code === 'number' && code >= 1000 && code < 2000;
  return isOfProtocol && ![...passing, protocolError, invalidText, tooLarge].includes(code);
}

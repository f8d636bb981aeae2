/** A class of WebSockets, as browsers, Node and the package `ws` have it. */
export type WebSocketClass = new (
  url: string,
  protocols?: string,
) => {
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  close(): void;
};

/** For what hangs: a proxy without a gateway, a network that swallows. */
const opensWithinMs = 30_000;

/**
 * Makes the class give up a connection that does not open, which none does by itself.
 *
 * @param webSocketClass undefined where there is none
 */
export function openingInTime(webSocketClass: WebSocketClass | undefined): WebSocketClass | undefined {
  if (webSocketClass === undefined) return undefined;
  return class extends webSocketClass {
    constructor(url: string, protocols?: string) {
      super(url, protocols);
      const timer = setTimeout(() => this.close(), opensWithinMs);
      for (const type of ['open', 'close'] as const) this.addEventListener(type, () => clearTimeout(timer));
    }
  };
}

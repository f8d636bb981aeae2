/**
 * Which web pages may use the gateway. Programs send no Origin and pass; a page of the gateway's own passes; others only when listed.
 * There are no cookies, so what is at stake is a page that tries to use the visitor's place in the network.
 */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowedOrigins as browsers send them: `https://app.example.com`, lower case, without a slash at the end */
  constructor(allowedOrigins: readonly string[]) {
    this.#allowed = new Set(allowedOrigins);
  }

  allows(origin: string | undefined, host: string | undefined): boolean {
    return origin === undefined || this.#allowed.has(origin) || isSameOrigin(origin, host);
  }

  /** Whether answers to this origin carry CORS headers: only a listed, foreign one needs them. */
  isListed(origin: string): boolean {
    return this.#allowed.has(origin);
  }
}

/** The scheme is not compared: behind a proxy that ends TLS the gateway cannot know its own. */
function isSameOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

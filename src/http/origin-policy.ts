/**
 * Decides which web pages may use the gateway: pages of the gateway's own origin, and those whose
 * origin is listed. Programs, which send no Origin, may always use it. Since there are no cookies,
 * the danger is a page that reaches the gateway through a visitor's network.
 */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string>;

  /**
   * @param allowedOrigins as browsers send them: `https://app.example.com`, in lower case, without
   * a slash at the end
   */
  constructor(allowedOrigins: readonly string[]) {
    this.#allowed = new Set(allowedOrigins);
  }

  /** Whether a request with these headers may use the gateway. */
  allows(origin: string | undefined, host: string | undefined): boolean {
    return origin === undefined || this.#allowed.has(origin) || isSameOrigin(origin, host);
  }

  /** Whether answers to the origin carry CORS headers, which only listed origins need. */
  isListed(origin: string): boolean {
    return this.#allowed.has(origin);
  }
}

/**
 * Compares only the hosts: behind a proxy that ends TLS, the gateway does not know its own scheme.
 */
function isSameOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

import { isIP } from 'node:net';
import { type AllowsOrigin, originMatcher } from '../config/origin-pattern.ts';

/** The setting that would admit a web page that is refused. */
export type OriginSetting = 'ALLOWED_ORIGINS' | 'PUBLIC_HOSTS';

export interface OriginPolicyOptions {
  /** As ALLOWED_ORIGINS has them. */
  readonly allowedOrigins: readonly string[];
  /** The names of the gateway's own, in lower case and without ports. */
  readonly publicHosts: readonly string[];
  readonly onRefused: (origin: string, setting: OriginSetting) => void;
}

/** A page on the machine of its visitor, whose name no DNS decides about. */
const ofThisMachine = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[\d*]+)?$/;
/** The scheme is not known behind a proxy that ends TLS, so the ports of both are left out. */
const defaultPort = /:(?:80|443)$/;

/**
 * Decides which web pages may use the gateway: pages of the gateway's own origin, and those whose
 * origin is listed. Programs, which send no Origin, may always use it. Since there are no cookies,
 * the danger is a page that reaches the gateway through a visitor's network: also one whose own
 * name was made to lead to the gateway (DNS rebinding). Against that, the names of the gateway
 * itself must be listed, once any name is.
 */
export class OriginPolicy {
  readonly #options: OriginPolicyOptions;
  readonly #allowed: readonly AllowsOrigin[];
  /** Undefined: every name that leads to the gateway is its own. */
  readonly #ownNames: ReadonlySet<string> | undefined;

  constructor(options: OriginPolicyOptions) {
    const { allowedOrigins, publicHosts } = options;
    this.#options = options;
    this.#allowed = allowedOrigins.map(originMatcher);
    const names = [...publicHosts, ...allowedOrigins.flatMap(hostnameOf)];
    const isNamed = publicHosts.length > 0 || !allowedOrigins.every((origin) => ofThisMachine.test(origin));
    this.#ownNames = isNamed ? new Set(names) : undefined;
  }

  /** Whether every name that leads to the gateway counts as its own. */
  get acceptsAnyName(): boolean {
    return this.#ownNames === undefined;
  }

  /** Whether a request with these headers may use the gateway. */
  allows(origin: string | undefined, host: string | undefined): boolean {
    const setting = origin === undefined ? undefined : this.#settingFor(origin, host);
    if (origin === undefined || setting === undefined) return true;
    this.#options.onRefused(origin, setting);
    return false;
  }

  /** Whether answers to the origin carry CORS headers, which only listed origins need. */
  isListed(origin: string): boolean {
    return this.#allowed.some((allows) => allows(origin));
  }

  /** Undefined when the origin is admitted as it is. */
  #settingFor(origin: string, host: string | undefined): OriginSetting | undefined {
    if (this.isListed(origin)) return undefined;
    if (host === undefined || !isSameHost(origin, host)) return 'ALLOWED_ORIGINS';
    return hostnameOf(origin).some((name) => this.#isOwn(name)) ? undefined : 'PUBLIC_HOSTS';
  }

  /** A name that no DNS decides about cannot be made to lead elsewhere. */
  #isOwn(hostname: string): boolean {
    if (this.#ownNames === undefined || this.#ownNames.has(hostname)) return true;
    return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  }
}

/**
 * Compares only the hosts: behind a proxy that ends TLS, the gateway does not know its own scheme.
 */
function isSameHost(origin: string, host: string): boolean {
  if (hostnameOf(origin).length === 0) return false;
  return new URL(origin).host.replace(defaultPort, '') === host.toLowerCase().replace(defaultPort, '');
}

/** The host of a web origin; none for an app's own scheme, a pattern, or what is no origin. */
function hostnameOf(origin: string): readonly string[] {
  if (!URL.canParse(origin)) return [];
  const { protocol, hostname } = new URL(origin);
  return ['http:', 'https:'].includes(protocol) && !hostname.includes('*') ? [hostname] : [];
}

import { type BackoffOptions, fullJitterMs } from '../../scheduling/backoff.ts';

export interface ConnectionGateOptions {
  /** Where blackhole listens; the first host that is not down is taken. */
  readonly urls: readonly string[];
  /** The rate at which all accounts together connect at most. */
  readonly connectsPerSecond: number;
  readonly backoff: BackoffOptions;
}

interface Host {
  readonly url: string;
  /** Failed connections in a row, whoever made them. */
  failures: number;
  /** A host that is down is tried by one account at a time. */
  isProbed: boolean;
  retryAtMs: number;
}

/** `abandoned`: nobody needs the connection any more, which says nothing about the host. */
export type Settle = (outcome: 'open' | 'failed' | 'abandoned') => void;

interface Entrant {
  readonly priority: () => number;
  /** The URLs of hosts that it would rather not try. */
  readonly avoided: ReadonlySet<string>;
  readonly go: (url: string, settle: Settle) => void;
}

const none: ReadonlySet<string> = new Set();

/** A host counts as down after this many failures in a row. */
const failuresOfHostDown = 5;
const msPerSecond = 1000;

/**
 * Lets accounts connect to blackhole one after another: at a bounded rate, those with most
 * listeners first, and not to a host that is down, except for one probe at a time. A thousand
 * accounts that lost their sockets together must not overload a Kazoo that is just coming back.
 * Whoever creates it closes it.
 */
export class ConnectionGate {
  readonly #options: ConnectionGateOptions;
  readonly #hosts: readonly Host[];
  readonly #waiting = new Set<Entrant>();
  #timer: NodeJS.Timeout | undefined;
  #nextAtMs = 0;
  #isClosed = false;

  constructor(options: ConnectionGateOptions) {
    this.#options = options;
    this.#hosts = options.urls.map((url) => ({ url, failures: 0, isProbed: false, retryAtMs: 0 }));
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Calls `go` with the URL when the entrant is let through, which can be at once; `go` must call
   * `settle` once with the outcome. Among those that wait, the one with the highest priority goes
   * first. Returns the undo.
   *
   * @param avoided the URLs of hosts that are tried only when no other can be. Default: none
   */
  enter(priority: () => number, go: Entrant['go'], avoided = none): () => void {
    if (this.#isClosed) return () => undefined;
    const entrant = { priority, avoided, go };
    this.#waiting.add(entrant);
    this.#admit();
    return () => this.#waiting.delete(entrant);
  }

  /** Whether a host can be tried whose URL is not among these. */
  hasHostBeside(urls: ReadonlySet<string>): boolean {
    const now = performance.now();
    return this.#hosts.some((host) => !urls.has(host.url) && canBeTried(host, now));
  }

  /**
   * Nobody is let through any more: not those that wait, nor those that enter later. Idempotent.
   */
  close(): void {
    this.#isClosed = true;
    this.#waiting.clear();
    clearTimeout(this.#timer);
  }

  #settle(host: Host, isProbe: boolean, outcome: Parameters<Settle>[0]): void {
    if (isProbe) host.isProbed = false;
    if (outcome === 'open') host.failures = 0;
    // Connections begun before the host went down say nothing new; counting them would delay the first probe.
    if (outcome === 'failed' && (isProbe || !isDown(host))) {
      host.failures += 1;
      const downFor = host.failures - failuresOfHostDown + 1;
      if (downFor > 0) host.retryAtMs = performance.now() + fullJitterMs(downFor, this.#options.backoff);
    }
    this.#admit();
  }

  #admit(): void {
    clearTimeout(this.#timer);
    while (this.#waiting.size > 0) {
      const now = performance.now();
      const hosts = this.#hosts.filter((candidate) => canBeTried(candidate, now));
      const waitMs = hosts.length === 0 ? this.#untilProbeMs(now) : this.#nextAtMs - now;
      if (hosts.length === 0 || waitMs > 0) {
        if (Number.isFinite(waitMs)) this.#timer = setTimeout(() => this.#admit(), Math.max(1, waitMs));
        return;
      }
      this.#nextAtMs = Math.max(now, this.#nextAtMs) + msPerSecond / this.#options.connectsPerSecond;
      const entrant = this.#takeFirst();
      const host = hosts.find(({ url }) => entrant?.avoided.has(url) === false) ?? hosts[0];
      if (host === undefined) return;
      const isProbe = isDown(host);
      host.isProbed ||= isProbe;
      entrant?.go(host.url, (outcome) => this.#settle(host, isProbe, outcome));
    }
  }

  /** Infinite while every host that is down is being probed: the probe's outcome follows. */
  #untilProbeMs(now: number): number {
    return Math.min(
      ...this.#hosts.map(({ isProbed, retryAtMs }) => (isProbed ? Number.POSITIVE_INFINITY : retryAtMs - now)),
    );
  }

  #takeFirst(): Entrant | undefined {
    let first: Entrant | undefined;
    for (const entrant of this.#waiting)
      if (first === undefined || entrant.priority() > first.priority()) first = entrant;
    if (first !== undefined) this.#waiting.delete(first);
    return first;
  }
}

function isDown({ failures }: Host): boolean {
  return failures >= failuresOfHostDown;
}

function canBeTried(host: Host, now: number): boolean {
  return !isDown(host) || (!host.isProbed && host.retryAtMs <= now);
}

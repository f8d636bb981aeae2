/**
 * An embedded Kazoo: Crossbar over HTTP and blackhole over websockets, on loopback. It is the demo, the test double and
 * the fault injector of the gateway, and shares no code with it.
 *
 *   await using kazoo = await KazooSimulator.start({ version: '5' });
 *   const demo = kazoo.directory.account('demo');       // also `other`, `reseller` above both, `master` above all
 *   const token = kazoo.issueToken({ accountId: demo.id });
 *   kazoo.publishCall(demo.id, 'CHANNEL_CREATE', { call_id: 'c1' });
 *   await kazoo.waitFor(() => kazoo.openSockets === 1);
 *
 * How to extend, most common first:
 * - another event of a known family: `publisher.ts` fills in headers, `publish` takes any message;
 * - another REST resource below an account: a case in `crossbar-account.ts`; anywhere else: `crossbar.ts`;
 * - another fault: `blackhole-faults.ts` or `crossbar-faults.ts`, asked by the server of the same name;
 * - a difference between versions: a member of `KazooBehaviour` in `kazoo-version.ts`, with its source;
 * - another binding family: `client-binding.ts`, and its routing key in `kazoo-message.ts`;
 * - another story for the traffic: a generator in `call-stories.ts` or `document-stories.ts`, told by `traffic.ts`.
 */
import { accountSummary } from './account-summary.ts';
import type { BindingRecord } from './blackhole-command.ts';
import { BlackholeServer } from './blackhole-server.ts';
import type { After } from './blackhole-socket.ts';
import { ChangeFeed } from './change-feed.ts';
import { CrossbarServer } from './crossbar-server.ts';
import { Directory } from './directory.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { KazooMessage } from './kazoo-message.ts';
import type { KazooBehaviour, KazooVersion } from './kazoo-version.ts';
import { behaviourOf } from './kazoo-version.ts';
import { LiveState } from './live-state.ts';
import type { DocumentFields } from './publisher.ts';
import { Publisher } from './publisher.ts';
import { seedDirectory } from './seed-directory.ts';
import type { Identity, NewToken } from './token-authority.ts';
import { TokenAuthority } from './token-authority.ts';
import type { TrafficOptions } from './traffic.ts';
import { Traffic } from './traffic.ts';
import { websocketRows } from './websocket-rows.ts';

export type { KazooVersion } from './kazoo-version.ts';

export interface KazooSimulatorOptions {
  /** Default `5`. */
  readonly version?: KazooVersion;
  /** Default 0: any free port. */
  readonly crossbarPort?: number;
  readonly blackholePort?: number;
  /** UNIX milliseconds, default `Date.now`: expiry, month databases, timestamps and token buckets follow it. */
  readonly now?: () => number;
  /** Timers of the traffic, of timeouts and delays; default real ones. Returns its undo. See `ManualClock`. */
  readonly after?: After;
  /** Default 3600. Zero or less: tokens without `exp`. */
  readonly tokenLifetimeSeconds?: number;
  /** Whether blackhole answers `ping` with a pong; default `false`, as Kazoo. */
  readonly hasPingModule?: boolean;
  /** Default: no limit, as Kazoo. Has no effect on 4.3.23. */
  readonly maxBlackholeConnectionsPerIp?: number;
  /** Bucket of each blackhole socket, default 100, +10 a second. */
  readonly blackholeBucketTokens?: number;
  readonly blackholeBucketRefillPerSecond?: number;
  /** Bucket of each IP and account at Crossbar, default 100, +10 a second. */
  readonly crossbarBucketTokens?: number;
  readonly crossbarBucketRefillPerSecond?: number;
  /** Silence of a client that ends its socket, default one hour. */
  readonly idleTimeoutMs?: number;
  /** Default: any second factor is right. */
  readonly acceptsMultiFactor?: (response: JsonValue) => boolean;
}

const defaultTokenLifetimeSeconds = 3_600;
const defaultBucketTokens = 100;
const defaultBucketRefillPerSecond = 10;
const defaultIdleTimeoutMs = 3_600_000;

export class KazooSimulator {
  readonly version: KazooVersion;
  readonly directory = new Directory();
  readonly live = new LiveState();
  readonly tokens: TokenAuthority;
  readonly blackhole: BlackholeServer;
  readonly crossbar: CrossbarServer;
  readonly now: () => number;
  readonly behaviour: KazooBehaviour;
  readonly #changes = new ChangeFeed();
  readonly #publisher: Publisher;
  readonly #after: After;
  readonly #traffics = new Set<Traffic>();

  /** Resolves when both servers accept connections. Whoever starts a simulator closes it. */
  static async start(options: KazooSimulatorOptions = {}): Promise<KazooSimulator> {
    const simulator = new KazooSimulator(options);
    await simulator.blackhole.start();
    await simulator.crossbar.start();
    return simulator;
  }

  private constructor(options: KazooSimulatorOptions) {
    const now = options.now ?? Date.now;
    this.now = now;
    this.#after = options.after ?? afterRealTime;
    this.version = options.version ?? '5';
    this.behaviour = behaviourOf(this.version);
    const { behaviour, directory, live } = this;
    const changes = this.#changes;
    seedDirectory(directory);
    const tokens = new TokenAuthority(directory, now, options.tokenLifetimeSeconds ?? defaultTokenLifetimeSeconds);
    this.tokens = tokens;
    const blackhole = new BlackholeServer({
      port: options.blackholePort ?? 0,
      behaviour,
      directory,
      tokens,
      changes,
      now,
      after: this.#after,
      maxConnectionsPerIp: options.maxBlackholeConnectionsPerIp ?? Number.POSITIVE_INFINITY,
      bucketTokens: options.blackholeBucketTokens ?? defaultBucketTokens,
      bucketRefillPerSecond: options.blackholeBucketRefillPerSecond ?? defaultBucketRefillPerSecond,
      idleTimeoutMs: options.idleTimeoutMs ?? defaultIdleTimeoutMs,
      hasPingModule: options.hasPingModule ?? false,
    });
    this.blackhole = blackhole;
    this.crossbar = new CrossbarServer({
      port: options.crossbarPort ?? 0,
      changes,
      bucketTokens: options.crossbarBucketTokens ?? defaultBucketTokens,
      bucketRefillPerSecond: options.crossbarBucketRefillPerSecond ?? defaultBucketRefillPerSecond,
      surroundings: {
        directory,
        tokens,
        live,
        behaviour,
        now,
        acceptsMultiFactor: options.acceptsMultiFactor ?? (() => true),
        summaryOf: (account, ownerId) => accountSummary(account, ownerId, directory, behaviour, this),
        websocketRows: (accountId) => websocketRows(blackhole.sockets, accountId),
      },
    });
    this.#publisher = new Publisher(directory, behaviour, now, (message) => blackhole.publish(message));
  }

  /** `http://127.0.0.1:PORT/v2` */
  get apiUrl(): string {
    return this.crossbar.url;
  }

  /** `ws://127.0.0.1:PORT` */
  get blackholeUrl(): string {
    return this.blackhole.url;
  }

  get subscribeRequests(): readonly BindingRecord[] {
    return this.blackhole.subscribeRequests;
  }

  get unsubscribeRequests(): readonly BindingRecord[] {
    return this.blackhole.unsubscribeRequests;
  }

  get openSockets(): number {
    return this.blackhole.openSockets;
  }

  /** See `TokenAuthority.issue`. The token is good at once, for Crossbar and for blackhole. */
  issueToken(token: NewToken): string {
    return this.tokens.issue(token);
  }

  registerToken(token: string, identity: Identity): void {
    this.tokens.register(token, identity);
  }

  revokeTokens(identity: Identity): void {
    this.tokens.revoke(identity);
  }

  /** See `ChangeFeed.waitFor`: asked again after everything that happens here. */
  waitFor<Value>(probe: () => Value | undefined | false, timeoutMs?: number): Promise<Value> {
    return this.#changes.waitFor(probe, timeoutMs);
  }

  // Each of these answers how many frames went out.

  publish(message: KazooMessage): number {
    return this.#publisher.publish(message);
  }

  /** A recorded event frame, moved to this account and to this month. */
  publishFrame(accountId: string, frame: JsonObject): number {
    return this.#publisher.frame(accountId, frame);
  }

  publishCall(accountId: string, event: string, fields: JsonObject = {}): number {
    return this.#publisher.call(accountId, event, fields);
  }

  publishDocument(accountId: string, action: string, type: string, fields: DocumentFields): number {
    return this.#publisher.document(accountId, action, type, fields);
  }

  publishConferenceEvent(accountId: string, conferenceId: string, event: string, fields: JsonObject = {}): number {
    return this.#publisher.conferenceEvent(accountId, conferenceId, event, fields);
  }

  publishConferenceCommand(conferenceId: string, applicationName: string, fields: JsonObject = {}): number {
    return this.#publisher.conferenceCommand(conferenceId, applicationName, fields);
  }

  publishFaxStatus(accountId: string, jobId: string, fields: JsonObject = {}): number {
    return this.#publisher.faxStatus(accountId, jobId, fields);
  }

  publishDialog(accountId: string, fields: JsonObject): number {
    return this.#publisher.dialog(accountId, fields);
  }

  publishMessageWaiting(accountId: string, mailbox: string, fields: JsonObject = {}): number {
    return this.#publisher.messageWaiting(accountId, mailbox, fields);
  }

  publishPresenceUpdate(accountId: string, fields: JsonObject): number {
    return this.#publisher.presenceUpdate(accountId, fields);
  }

  /** Lets plausible things happen until the returned function is called, or the simulator is closed. */
  startTraffic(options: TrafficOptions = {}): () => void {
    const { directory, live, behaviour, now } = this;
    const surroundings = { directory, live, behaviour, now, publisher: this.#publisher, after: this.#after };
    const traffic = new Traffic(surroundings, options);
    this.#traffics.add(traffic);
    return () => {
      this.#traffics.delete(traffic);
      traffic.stop();
    };
  }

  /** Cuts all connections and frees both ports. A second call does nothing. */
  async close(): Promise<void> {
    for (const traffic of this.#traffics) traffic.stop();
    this.#traffics.clear();
    this.blackhole.stop();
    this.crossbar.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function afterRealTime(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, delayMs).unref();
  return () => clearTimeout(timer);
}

/**
 * An embedded Kazoo: Crossbar over HTTP and blackhole over websockets, on loopback. It is the demo,
 * the test double and the fault injector of the gateway, and shares no code with it.
 *
 *     await using kazoo = await KazooSimulator.start({ version: 'master' });
 *     // Also `other`, `reseller` above both, and `master` above all.
 *     const demo = kazoo.directory.account('demo');
 *     const token = kazoo.issueToken({ accountId: demo.id });
 *     kazoo.publishCall(demo.id, 'CHANNEL_CREATE', { call_id: 'c1' });
 *     await kazoo.waitFor(() => kazoo.openSockets === 1);
 *
 * Sources in comments: `src/kazoo/notes/README.md` says where the notes (`protocol.md`,
 * `events.md`, `rest.md`) and the recorded scenes are.
 *
 * How to extend, most common first:
 * - another event of a known family: `publisher.ts` fills in headers, `publish` takes any message;
 * - another REST resource: a case in `crossbar-account.ts` or, above accounts, in `crossbar.ts`;
 * - another fault: `blackhole-faults.ts` or `crossbar-faults.ts`;
 * - a difference between versions: `KazooBehaviour` in `kazoo-version.ts`, with its source;
 * - another binding family: `client-binding.ts` or `kazoo-5-binding.ts`, and `kazoo-message.ts`;
 * - another story for the traffic: a generator in `call-stories.ts` or `document-stories.ts`.
 */

import type { After } from './after.ts';
import { callEvents } from './blackhole/bindings/client-binding.ts';
import type { BindingRecord } from './blackhole/blackhole-command.ts';
import { BlackholeServer } from './blackhole/blackhole-server.ts';
import { websocketRows } from './blackhole/websocket-rows.ts';
import { ChangeFeed } from './change-feed.ts';
import { CrossbarServer } from './crossbar/crossbar-server.ts';
import type { Identity, NewToken } from './crossbar/token-authority.ts';
import { TokenAuthority } from './crossbar/token-authority.ts';
import { accountSummary } from './directory/account-summary.ts';
import { Directory } from './directory/directory.ts';
import { LiveState } from './directory/live-state.ts';
import { seedDirectory } from './directory/seed-directory.ts';
import type { JsonObject } from './json.ts';
import type { KazooBehaviour, KazooVersion } from './kazoo-version.ts';
import { behaviourOf } from './kazoo-version.ts';
import type { KazooSimulatorOptions } from './simulator-options.ts';
import { withDefaults } from './simulator-options.ts';
import type { KazooMessage } from './traffic/kazoo-message.ts';
import type { DocumentFields } from './traffic/publisher.ts';
import { Publisher } from './traffic/publisher.ts';
import type { TrafficOptions } from './traffic/traffic.ts';
import { Traffic } from './traffic/traffic.ts';

export type { KazooVersion } from './kazoo-version.ts';
export type { KazooSimulatorOptions } from './simulator-options.ts';

/**
 * One node of each application, started together, with the seeded accounts. Its parts are public
 * for tests.
 */
export class KazooSimulator {
  readonly version: KazooVersion;
  readonly directory = new Directory();
  /** What the REST snapshots show. The traffic keeps it; published events do not touch it. */
  readonly live: LiveState;
  readonly tokens: TokenAuthority;
  readonly blackhole: BlackholeServer;
  readonly crossbar: CrossbarServer;
  readonly now: () => number;
  readonly behaviour: KazooBehaviour;
  readonly #changes = new ChangeFeed();
  /** Publishes what has no method here, too. */
  readonly publisher: Publisher;
  readonly #after: After;
  readonly #traffics = new Set<Traffic>();

  /** Resolves when both servers accept connections. Whoever starts a simulator closes it. */
  static async start(options: KazooSimulatorOptions = {}): Promise<KazooSimulator> {
    const simulator = new KazooSimulator(options);
    await simulator.blackhole.start();
    await simulator.crossbar.start();
    return simulator;
  }

  private constructor(given: KazooSimulatorOptions) {
    const options = withDefaults(given);
    const { version, now } = options;
    this.version = version;
    this.now = now;
    this.#after = options.after;
    this.behaviour = { ...behaviourOf(version), hasQueues: options.hasQueues };
    this.live = new LiveState(now);
    const { behaviour, directory, live } = this;
    const changes = this.#changes;
    seedDirectory(directory);
    const tokens = new TokenAuthority(directory, now, options.tokenLifetimeSeconds);
    this.tokens = tokens;
    const blackhole = new BlackholeServer({
      port: options.blackholePort,
      behaviour,
      directory,
      tokens,
      changes,
      now,
      after: options.after,
      settings: {
        modules: new Set(options.modules),
        callEvents,
        maxConnectionsPerIp: options.maxBlackholeConnectionsPerIp,
        takesBearerHandshakes: false,
        sessionPace: options.sessionPace,
      },
      eventDelays: options.eventDelays,
      bucketTokens: options.blackholeBucketTokens,
      bucketRefillPerSecond: options.blackholeBucketRefillPerSecond,
      idleTimeoutMs: options.idleTimeoutMs,
      maxQueuedFrames: options.maxQueuedFrames,
      keptArrivals: options.keptArrivals,
    });
    this.blackhole = blackhole;
    this.crossbar = new CrossbarServer({
      port: options.crossbarPort,
      changes,
      bucketTokens: options.crossbarBucketTokens,
      bucketRefillPerSecond: options.crossbarBucketRefillPerSecond,
      keptArrivals: options.keptArrivals,
      surroundings: {
        directory,
        tokens,
        live,
        behaviour,
        now,
        acceptsMultiFactor: options.acceptsMultiFactor,
        settings: {
          includesAuthToken: true,
          renewableMethods: new Set(),
          multiFactorProvider: behaviour.hasCrossbar5 ? 'otp' : 'duo',
        },
        isAccountDatabaseDown: () => this.crossbar.faults.isAccountDatabaseDown,
        hasQueues: behaviour.hasQueues,
        summaryOf: (account, ownerId) => accountSummary(account, ownerId, directory, behaviour, this),
        websocketRows: (accountId) => websocketRows(blackhole.sockets, accountId),
      },
    });
    this.publisher = new Publisher(directory, behaviour, now, (message) => blackhole.publish(message));
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
    return this.blackhole.log.bindingRecords('subscribe');
  }

  get unsubscribeRequests(): readonly BindingRecord[] {
    return this.blackhole.log.bindingRecords('unsubscribe');
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

  // Each of these answers how many frames it made, over all sockets; what is dropped on the way is counted too.

  publish(message: KazooMessage): number {
    return this.publisher.publish(message);
  }

  /** A recorded event frame, moved to this account and to this month. */
  publishFrame(accountId: string, frame: JsonObject): number {
    return this.publisher.frame(accountId, frame);
  }

  publishCall(accountId: string, event: string, fields: JsonObject = {}): number {
    return this.publisher.call(accountId, event, fields);
  }

  publishDocument(accountId: string, action: string, type: string, fields: DocumentFields): number {
    return this.publisher.document(accountId, action, type, fields);
  }

  publishConferenceEvent(accountId: string, conferenceId: string, event: string, fields: JsonObject = {}): number {
    return this.publisher.conferenceEvent(accountId, conferenceId, event, fields);
  }

  publishConferenceCommand(conferenceId: string, applicationName: string, fields: JsonObject = {}): number {
    return this.publisher.conferenceCommand(conferenceId, applicationName, fields);
  }

  publishFaxStatus(accountId: string, jobId: string, fields: JsonObject = {}): number {
    return this.publisher.faxStatus(accountId, jobId, fields);
  }

  publishDialog(accountId: string, fields: JsonObject): number {
    return this.publisher.dialog(accountId, fields);
  }

  publishMessageWaiting(accountId: string, mailbox: string, fields: JsonObject = {}): number {
    return this.publisher.messageWaiting(accountId, mailbox, fields);
  }

  publishPresenceUpdate(accountId: string, fields: JsonObject): number {
    return this.publisher.presenceUpdate(accountId, fields);
  }

  /**
   * Lets plausible things happen until the returned function is called, or the simulator is closed.
   */
  startTraffic(options: TrafficOptions = {}): () => void {
    const { directory, live, behaviour, now } = this;
    const surroundings = { directory, live, behaviour, now, publisher: this.publisher, after: this.#after };
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

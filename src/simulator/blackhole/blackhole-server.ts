import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { ChangeFeed } from '../change-feed.ts';
import type { TokenAuthority } from '../crossbar/token-authority.ts';
import type { Directory } from '../directory/directory.ts';
import type { JsonValue } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import { LoopbackServer } from '../loopback-server.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { BlackholeCommand } from './blackhole-command.ts';
import { readCommand } from './blackhole-command.ts';
import { BlackholeFaults } from './blackhole-faults.ts';
import { refusalOf, refuseUpgrade, requireUpgrade } from './blackhole-handshake.ts';
import type { RoutedMessage } from './blackhole-node.ts';
import { BlackholeNode } from './blackhole-node.ts';
import { BlackholeSession } from './blackhole-session.ts';
import type { After } from './blackhole-socket.ts';
import { BlackholeSocket } from './blackhole-socket.ts';
import { CommandLog } from './command-log.ts';
import { ReplyGate } from './reply-gate.ts';

export interface BlackholeServerOptions {
  readonly port: number;
  readonly behaviour: KazooBehaviour;
  readonly directory: Directory;
  readonly tokens: TokenAuthority;
  readonly changes: ChangeFeed;
  readonly now: () => number;
  readonly after: After;
  /** Default of Kazoo: none. */
  readonly maxConnectionsPerIp: number;
  readonly bucketTokens: number;
  readonly bucketRefillPerSecond: number;
  readonly idleTimeoutMs: number;
  readonly maxQueuedFrames: number;
  readonly keptArrivals: number;
  readonly hasPingModule: boolean;
}

/**
 * The simulated blackhole: accepts sockets, hands their frames to sessions, and remembers what it
 * saw.
 */
export class BlackholeServer {
  readonly faults = new BlackholeFaults();
  /** Whether bh_ping is loaded; it is not by default. */
  hasPingModule: boolean;
  maxConnectionsPerIp: number;
  readonly #options: BlackholeServerOptions;
  readonly #server: LoopbackServer;
  readonly #upgrader = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
  readonly #sockets = new Set<BlackholeSocket>();
  /** What clients asked for. */
  readonly log: CommandLog;
  readonly #replies: ReplyGate;
  #node: BlackholeNode;
  /** Handshakes that a stall keeps waiting; `undefined` while nothing is stalled. */
  #stalledUpgrades: (() => void)[] | undefined;
  #totalConnections = 0;
  #totalFramesSent = 0;
  #rateLimitedCommands = 0;

  constructor(options: BlackholeServerOptions) {
    this.#options = options;
    this.hasPingModule = options.hasPingModule;
    this.maxConnectionsPerIp = options.maxConnectionsPerIp;
    this.log = new CommandLog(options.changes, options.keptArrivals);
    this.#replies = new ReplyGate(options.after, () => this.faults.replyDelayMs);
    this.#node = new BlackholeNode(options.behaviour.keepsDeliverToPid);
    this.#upgrader.on('headers', (headers) => headers.push('server: Cowboy'));
    this.#server = new LoopbackServer(options.port, {
      request: (_request, response) => requireUpgrade(response),
      upgrade: (request, socket, head) => this.#upgrade(request, socket, head),
    });
  }

  get url(): string {
    return `ws://${this.#server.authority}`;
  }

  /** Text frames in the order of arrival, over all sockets: the latest `keptArrivals`. */
  get commands(): readonly BlackholeCommand[] {
    return this.log.commands;
  }

  get sockets(): readonly BlackholeSocket[] {
    return [...this.#sockets];
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  get totalConnections(): number {
    return this.#totalConnections;
  }

  get totalFramesSent(): number {
    return this.#totalFramesSent;
  }

  /** Commands that were refused because a bucket was empty, or a fault said so. */
  get rateLimitedCommands(): number {
    return this.#rateLimitedCommands;
  }

  /** Listener and node-wide count, see `BlackholeNode`. */
  get listeners(): ReadonlyMap<string, number> {
    return this.#node.listeners;
  }

  /** The next command from now on that the predicate accepts. */
  nextCommand(predicate: (command: BlackholeCommand) => boolean = () => true): Promise<BlackholeCommand> {
    return this.log.next(predicate);
  }

  publish(message: RoutedMessage): number {
    return this.#node.publish(message);
  }

  async start(): Promise<void> {
    await this.#server.listen();
  }

  /**
   * As a stopped application: every socket sees 1006, new ones are refused, and all counts are
   * forgotten.
   */
  stop(): void {
    this.#server.stop();
    this.dropSockets();
    this.#replies.discard();
    this.#node = new BlackholeNode(this.#options.behaviour.keepsDeliverToPid);
    this.#stalledUpgrades = undefined;
  }

  /** New connections are refused while those that exist go on. Returns its undo. */
  refuseConnections(): () => Promise<void> {
    this.#server.stopListening();
    return () => this.#server.listen();
  }

  /**
   * Without a code the connections are killed: clients see 1006, and what the sockets had bound
   * stays counted until `stop` (protocol.md "Unsubscribe is dangerous"). With a code they are
   * closed properly.
   */
  dropSockets({ code, socketId }: { readonly code?: number; readonly socketId?: string } = {}): void {
    for (const socket of this.sockets) {
      if (socketId !== undefined && socket.id !== socketId) continue;
      if (code === undefined) {
        this.#forget(socket);
        socket.terminate();
      } else socket.close(code);
    }
  }

  /**
   * Nothing is read or written any more, and handshakes wait. Returns its undo, which lets out all
   * that waited. Not meant to be nested: the first undo ends the stall.
   */
  stall(): () => void {
    this.#stalledUpgrades ??= [];
    for (const socket of this.#sockets) socket.stall();
    return () => {
      const upgrades = this.#stalledUpgrades ?? [];
      this.#stalledUpgrades = undefined;
      for (const socket of this.#sockets) socket.resume();
      for (const upgrade of upgrades) upgrade();
    };
  }

  /** Commands take effect at once, their replies wait for the returned function. */
  holdReplies(): () => void {
    return this.#replies.hold();
  }

  /**
   * Subscribes are confirmed, yet hear nothing until the returned function is called (protocol.md
   * "Pressure").
   */
  holdListeners(): () => void {
    return this.#node.holdListeners();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A peer that vanishes during the handshake is no failure of the server.
    socket.on('error', () => {});
    if (this.#stalledUpgrades !== undefined) {
      this.#stalledUpgrades.push(() => this.#upgrade(request, socket, head));
      return;
    }
    const ip = request.socket.remoteAddress ?? '';
    const fromSameIp = this.sockets.filter(({ id }) => id.startsWith(`${ip}:`)).length;
    const { limitsConnectionsPerIp } = this.#options.behaviour;
    const limit = limitsConnectionsPerIp ? this.maxConnectionsPerIp : Number.POSITIVE_INFINITY;
    const status = this.faults.upgradeStatus ?? refusalOf(request, fromSameIp, limit);
    if (status !== undefined) {
      refuseUpgrade(socket, status);
      return;
    }
    const id = `${ip}:${request.socket.remotePort}`;
    this.#upgrader.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, id));
  }

  #accept(webSocket: WebSocket, id: string): void {
    const { now, changes } = this.#options;
    const node = this.#node;
    const session = new BlackholeSession({
      ...this.#options,
      node,
      bucket: new TokenBucket(this.#options.bucketTokens, this.#options.bucketRefillPerSecond, now),
      sessionId: id,
      hasPingModule: () => this.hasPingModule,
      isRateLimited: () => this.faults.isRateLimited,
    });
    const socket = new BlackholeSocket(webSocket, {
      ...this.#options,
      id,
      session,
      openedAtMs: now(),
      sendTimeoutMs: this.#options.behaviour.sendTimeoutMs,
      onMessage: (message) => this.#receive(socket, message),
      onSent: () => {
        this.#totalFramesSent += 1;
        changes.notify();
      },
      onEnd: () => {
        // A killed connection was forgotten before, and releases nothing.
        if (!this.#sockets.has(socket)) return;
        session.release();
        this.#forget(socket);
      },
    });
    this.#sockets.add(socket);
    this.#totalConnections += 1;
    node.add(socket);
    changes.notify();
  }

  #forget(socket: BlackholeSocket): void {
    this.#sockets.delete(socket);
    this.#node.remove(socket);
    this.#options.changes.notify();
  }

  #receive(socket: BlackholeSocket, message: JsonValue | undefined): void {
    const command = readCommand(message, socket.id, this.#options.now());
    this.log.add(command);
    const fate = this.faults.fateOf(command);
    const refusal = this.faults.refusalOf(command);
    const answer = fate === 'ignored' ? undefined : socket.session.answer(message, refusal);
    if (answer?.kind === 'rate limited') this.#rateLimitedCommands += 1;
    if (answer?.kind === 'crash') socket.crash();
    else if (answer !== undefined && fate === 'answered') this.#replies.pass(() => socket.deliver(answer.frame));
    this.#options.changes.notify();
  }
}

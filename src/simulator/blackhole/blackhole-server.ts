import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Identity } from '../crossbar/token-authority.ts';
import type { JsonValue } from '../json.ts';
import { LoopbackServer } from '../loopback-server.ts';
import { TokenBucket } from '../token-bucket.ts';
import type { BlackholeCommand } from './blackhole-command.ts';
import { readCommand } from './blackhole-command.ts';
import { BlackholeEntrance } from './blackhole-entrance.ts';
import { BlackholeFaults } from './blackhole-faults.ts';
import type { Handshake } from './blackhole-handshake.ts';
import { requireUpgrade, shakeHands, sourceOf } from './blackhole-handshake.ts';
import type { RoutedMessage } from './blackhole-node.ts';
import { BlackholeNode } from './blackhole-node.ts';
import type { BlackholeServerOptions } from './blackhole-server-options.ts';
import type { BlackholeSettings } from './blackhole-settings.ts';
import { BlackholeSocket } from './blackhole-socket.ts';
import { CommandLog } from './command-log.ts';
import { EventProcesses } from './event-processes.ts';
import { ReplyGate } from './reply-gate.ts';
import { BlackholeSession } from './sessions/blackhole-session.ts';
import { Kazoo5Session } from './sessions/kazoo-5-session.ts';
import type { SessionSurroundings } from './sessions/session.ts';

/**
 * The simulated blackhole: accepts sockets, hands their frames to sessions, and remembers what it
 * saw.
 */
export class BlackholeServer {
  readonly faults = new BlackholeFaults();
  readonly settings: BlackholeSettings;
  readonly #options: BlackholeServerOptions;
  readonly #server: LoopbackServer;
  readonly #entrance: BlackholeEntrance;
  readonly #sockets = new Set<BlackholeSocket>();
  /** What clients asked for. */
  readonly log: CommandLog;
  readonly #replies: ReplyGate;
  readonly #processes: EventProcesses;
  #node: BlackholeNode;
  #totalConnections = 0;
  #totalFramesSent = 0;
  #rateLimitedCommands = 0;

  constructor(options: BlackholeServerOptions) {
    this.#options = options;
    this.settings = options.settings;
    this.#processes = new EventProcesses(options.eventDelays, options.after);
    this.log = new CommandLog(options.changes, options.keptArrivals);
    this.#replies = new ReplyGate(options.after, () => this.faults.replyDelayMs);
    this.#node = new BlackholeNode(options.behaviour);
    this.#entrance = new BlackholeEntrance({
      judge: (request) => this.#judge(request),
      onAccepted: (webSocket, request, { identity }) => this.#accept(webSocket, request, identity),
    });
    this.#server = new LoopbackServer(options.port, {
      request: (_request, response) => requireUpgrade(response),
      upgrade: (request, socket, head) => this.#entrance.upgrade(request, socket, head),
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
    return this.#processes.run(() => this.#node.publish(message));
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
    this.#node = new BlackholeNode(this.#options.behaviour);
    this.#entrance.forget();
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
        this.#node.abandon(socket);
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
    this.#entrance.shut();
    for (const socket of this.#sockets) socket.stall();
    return () => {
      for (const socket of this.#sockets) socket.resume();
      this.#entrance.open();
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

  #judge(request: IncomingMessage): Handshake {
    const { upgradeStatus } = this.faults;
    if (upgradeStatus !== undefined) return { kind: 'refused', status: upgradeStatus };
    const source = sourceOf(request, this.#options.behaviour);
    const fromSameSource = this.sockets.filter((other) => other.source === source).length;
    return shakeHands(request, fromSameSource, this.#options);
  }

  #accept(webSocket: WebSocket, request: IncomingMessage, identity: Identity | undefined): void {
    const { now, changes, behaviour } = this.#options;
    const id = `${request.socket.remoteAddress}:${request.socket.remotePort}`;
    const node = this.#node;
    const surroundings: SessionSurroundings = {
      ...this.#options,
      node,
      bucket: new TokenBucket(this.#options.bucketTokens, this.#options.bucketRefillPerSecond, now),
      sessionId: id,
      handshakeIdentity: identity,
      isRateLimited: () => this.faults.isRateLimited,
    };
    const session = behaviour.speaksKazoo5 ? new Kazoo5Session(surroundings) : new BlackholeSession(surroundings);
    const socket = new BlackholeSocket(webSocket, {
      ...this.#options,
      id,
      source: sourceOf(request, behaviour),
      session,
      pace: () => this.settings.sessionPace,
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
    else if (answer !== undefined && answer.kind !== 'silence' && fate === 'answered') {
      this.#replies.pass(() => socket.deliver(answer.frame));
    }
    this.#options.changes.notify();
  }
}

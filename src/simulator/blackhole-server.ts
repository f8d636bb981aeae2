import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { BindingRecord, BlackholeCommand } from './blackhole-command.ts';
import { bindingRecords, readCommand } from './blackhole-command.ts';
import { BlackholeFaults } from './blackhole-faults.ts';
import type { RoutedMessage } from './blackhole-node.ts';
import { BlackholeNode } from './blackhole-node.ts';
import { BlackholeSession } from './blackhole-session.ts';
import type { After } from './blackhole-socket.ts';
import { BlackholeSocket } from './blackhole-socket.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Directory } from './directory.ts';
import type { JsonValue } from './json.ts';
import type { KazooBehaviour } from './kazoo-version.ts';
import { LoopbackServer } from './loopback-server.ts';
import type { TokenAuthority } from './token-authority.ts';
import { TokenBucket } from './token-bucket.ts';

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
  readonly hasPingModule: boolean;
}

/** The simulated blackhole: accepts sockets, hands their frames to sessions, and remembers what it saw. */
export class BlackholeServer {
  readonly faults = new BlackholeFaults();
  /** Whether bh_ping is loaded; it is not by default. */
  hasPingModule: boolean;
  maxConnectionsPerIp: number;
  readonly #options: BlackholeServerOptions;
  readonly #server: LoopbackServer;
  readonly #upgrader = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
  readonly #sockets = new Set<BlackholeSocket>();
  readonly #commands: BlackholeCommand[] = [];
  readonly #cancelReplies = new Set<() => void>();
  #node: BlackholeNode;
  #heldReplies: (() => void)[] | undefined;
  #isStalled = false;
  #totalConnections = 0;
  #totalFramesSent = 0;

  constructor(options: BlackholeServerOptions) {
    this.#options = options;
    this.hasPingModule = options.hasPingModule;
    this.maxConnectionsPerIp = options.maxConnectionsPerIp;
    this.#node = new BlackholeNode(options.behaviour.keepsDeliverToPid);
    this.#upgrader.on('headers', (headers) => headers.push('server: Cowboy'));
    this.#server = new LoopbackServer(options.port, {
      request: (_request, response) => {
        const headers = { connection: 'upgrade', 'content-length': 0, server: 'Cowboy', upgrade: 'websocket' };
        response.writeHead(426, headers).end();
      },
      upgrade: (request, socket, head) => this.#upgrade(request, socket, head),
    });
  }

  get url(): string {
    return `ws://${this.#server.authority}`;
  }

  /** Text frames in the order of arrival, over all sockets and times. */
  get commands(): readonly BlackholeCommand[] {
    return this.#commands;
  }

  get subscribeRequests(): readonly BindingRecord[] {
    return bindingRecords(this.#commands, 'subscribe');
  }

  get unsubscribeRequests(): readonly BindingRecord[] {
    return bindingRecords(this.#commands, 'unsubscribe');
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

  /** Listener and node-wide count, see `BlackholeNode`. */
  get listeners(): ReadonlyMap<string, number> {
    return this.#node.listeners;
  }

  /** The next command to arrive from now on that the predicate likes. */
  nextCommand(predicate: (command: BlackholeCommand) => boolean = () => true): Promise<BlackholeCommand> {
    const seen = this.#commands.length;
    return this.#options.changes.waitFor(() => this.#commands.slice(seen).find(predicate));
  }

  publish(message: RoutedMessage): number {
    return this.#node.publish(message);
  }

  async start(): Promise<void> {
    await this.#server.listen();
  }

  /** As a stopped application: every socket sees 1006, new ones are refused, and all counts are forgotten. */
  stop(): void {
    this.#server.stop();
    this.dropSockets();
    for (const cancel of this.#cancelReplies) cancel();
    this.#cancelReplies.clear();
    this.#heldReplies = undefined;
    this.#node = new BlackholeNode(this.#options.behaviour.keepsDeliverToPid);
    this.#isStalled = false;
  }

  /** New connections are refused while those that exist go on. Returns its undo. */
  refuseConnections(): () => Promise<void> {
    this.#server.stopListening();
    return () => this.#server.listen();
  }

  /**
   * Without a code the connections are killed: clients see 1006, and what the sockets had bound stays counted until
   * `stop` (transcript of master, 10.2). With a code they are closed properly.
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

  /** Nothing is read or written any more, on new sockets neither. Returns its undo, which lets out all that waited. */
  stall(): () => void {
    this.#isStalled = true;
    for (const socket of this.#sockets) socket.stall();
    return () => {
      this.#isStalled = false;
      for (const socket of this.#sockets) socket.resume();
    };
  }

  /** Commands take effect at once, their replies wait for the returned function. */
  holdReplies(): () => void {
    this.#heldReplies ??= [];
    return () => {
      const held = this.#heldReplies ?? [];
      this.#heldReplies = undefined;
      for (const send of held) send();
    };
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A peer that vanishes during the handshake is no failure of the server.
    socket.on('error', () => {});
    const ip = request.socket.remoteAddress ?? '';
    const { behaviour } = this.#options;
    const fromSameIp = this.sockets.filter(({ id }) => id.startsWith(`${ip}:`)).length;
    const isOverLimit = behaviour.limitsConnectionsPerIp && fromSameIp >= this.maxConnectionsPerIp;
    const hasSubprotocol = request.headers['sec-websocket-protocol'] !== undefined;
    const status = this.faults.upgradeStatus ?? (hasSubprotocol ? 400 : isOverLimit ? 429 : undefined);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-length: 0\r\nserver: Cowboy\r\n\r\n`);
      return;
    }
    const id = `${ip}:${request.socket.remotePort}`;
    this.#upgrader.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, id));
  }

  #accept(webSocket: WebSocket, id: string): void {
    const { behaviour, directory, tokens, now, changes } = this.#options;
    const node = this.#node;
    const session = new BlackholeSession({
      node,
      directory,
      tokens,
      behaviour,
      now,
      bucket: new TokenBucket(this.#options.bucketTokens, this.#options.bucketRefillPerSecond, now),
      sessionId: id,
      hasPingModule: () => this.hasPingModule,
      isRateLimited: () => this.faults.isRateLimited,
    });
    const socket = new BlackholeSocket(webSocket, {
      id,
      session,
      openedAtMs: now(),
      maxQueuedFrames: behaviour.maxQueuedFrames,
      sendTimeoutMs: behaviour.sendTimeoutMs,
      idleTimeoutMs: this.#options.idleTimeoutMs,
      after: this.#options.after,
      onMessage: (message) => this.#receive(socket, message),
      onSent: () => {
        this.#totalFramesSent += 1;
        changes.notify();
      },
    });
    webSocket.once('close', () => {
      if (!this.#sockets.has(socket)) return;
      session.release();
      this.#forget(socket);
    });
    this.#sockets.add(socket);
    this.#totalConnections += 1;
    node.add(socket);
    if (this.#isStalled) socket.stall();
    changes.notify();
  }

  #forget(socket: BlackholeSocket): void {
    this.#sockets.delete(socket);
    this.#node.remove(socket);
    this.#options.changes.notify();
  }

  #receive(socket: BlackholeSocket, message: JsonValue | undefined): void {
    const command = readCommand(message, socket.id, this.#options.now());
    this.#commands.push(command);
    const fate = this.faults.fateOf(command);
    const answer = fate === 'ignored' ? undefined : socket.session.answer(message);
    if (answer?.kind === 'crash') socket.crash();
    else if (answer !== undefined && fate === 'answered') this.#reply(() => socket.deliver(answer.frame));
    this.#options.changes.notify();
  }

  #reply(send: () => void): void {
    if (this.#heldReplies !== undefined) {
      this.#heldReplies.push(send);
      return;
    }
    const { replyDelayMs } = this.faults;
    if (replyDelayMs === 0) {
      send();
      return;
    }
    const cancel = this.#options.after(replyDelayMs, () => {
      this.#cancelReplies.delete(cancel);
      send();
    });
    this.#cancelReplies.add(cancel);
  }
}

import { randomUUID } from 'node:crypto';
import { type RawData, WebSocket } from 'ws';
import { GatewayError } from '../../errors.ts';
import { type BlackholeEndpoint, connect } from './blackhole-endpoint.ts';
import type { BlackholeCommand, BlackholeEvent, BlackholeReply } from './blackhole-protocol.ts';
import { parseFrame, textOfFrame } from './blackhole-protocol.ts';
import { type CommandPace, CommandQueue } from './command-queue.ts';
import { closing, type DisconnectReason, failure, rejection } from './disconnect-reason.ts';
import { OverflowWatch } from './losses/overflow-watch.ts';
import { wallTimeMs } from './losses/wall-time.ts';

export interface BlackholeConnectionOptions extends BlackholeEndpoint {
  readonly replyTimeoutMs: number;
  /**
   * blackhole never pings, and cuts a socket that sent nothing for an hour; our pings also find
   * half-open sockets.
   */
  readonly pingIntervalMs: number;
  /** A socket that brings nothing for this long after a ping counts as gone. */
  readonly pongTimeoutMs: number;
  readonly commandPace: CommandPace;
}

export interface BlackholeConnectionListener {
  /** The socket is open; it has no identity and no binding yet. */
  onOpen(): void;
  /** A command would be sent at once again, after it would have waited. */
  onReadyForCommand(): void;
  onEvent(event: BlackholeEvent): void;
  /** A frame is neither a reply to a command that waits for one, nor an event. */
  onStrayFrame(): void;
  /** Kazoo has dropped events that it emitted after `from`, or may have: not `certain`. */
  onOverflow(from: Date, certain: boolean): void;
  /**
   * Called exactly once, also when the socket never opened. Until `completeUntilMs` everything that
   * Kazoo emitted has been received, if anything could.
   */
  onClose(reason: DisconnectReason, completeUntilMs: number | undefined): void;
}

type State =
  | { readonly name: 'connecting' }
  /** `heartbeat` fires when the next ping is due. */
  | { readonly name: 'open'; readonly heartbeat: NodeJS.Timeout }
  /**
   * A ping has no pong yet. `heartbeat` fires when Kazoo has been silent for too long: the pong
   * waits behind all frames that Kazoo has not sent yet, and each of them shows life.
   */
  | { readonly name: 'pinged'; readonly heartbeat: NodeJS.Timeout; readonly atMs: number }
  /**
   * The first reason is the one that counts. `deadline` fires when the peer has not closed its end
   * in time.
   */
  | { readonly name: 'ending'; readonly reason: DisconnectReason; readonly deadline: NodeJS.Timeout }
  | { readonly name: 'closed' };

const normalClosure = 1000;
const closeTimeoutMs = 1000;

/**
 * One websocket to blackhole, from connecting to closed; it is not reused. Whoever creates it
 * closes it. It reads without pause: from 4.3.116 on Kazoo drops events and replies that a socket
 * does not read in time.
 */
export class BlackholeConnection {
  readonly #pingIntervalMs: number;
  readonly #pongTimeoutMs: number;
  readonly #listener: BlackholeConnectionListener;
  readonly #socket: WebSocket;
  readonly #commands: CommandQueue;
  #state: State = { name: 'connecting' };
  readonly #overflow: OverflowWatch;
  #identity: string | undefined;
  /** What to call for each mark that a pong brings back. */
  readonly #drains = new Map<string, () => void>();
  #speaksKazoo5 = false;

  constructor(options: BlackholeConnectionOptions, listener: BlackholeConnectionListener) {
    this.#pingIntervalMs = options.pingIntervalMs;
    this.#pongTimeoutMs = options.pongTimeoutMs;
    this.#listener = listener;
    this.#socket = connect(options);
    this.#commands = new CommandQueue(options.replyTimeoutMs, options.commandPace, {
      send: (text, requestId, action) => {
        this.#overflow.sent(requestId, action === 'ping');
        this.#socket.send(text);
      },
      onOverdue: (requestId) => this.#overflow.overdue(requestId),
      onReady: () => this.#listener.onReadyForCommand(),
    });
    this.#overflow = new OverflowWatch({
      sendPing: () => this.#sendPing(),
      onOverflow: (fromMs, certain) => this.#listener.onOverflow(new Date(wallTimeMs(fromMs)), certain),
    });
    this.#socket.on('open', () => this.#onOpen());
    this.#socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    this.#socket.on('pong', (mark) => this.#onPong(mark));
    this.#socket.on('unexpected-response', (_request, response) => {
      response.resume();
      this.#end(rejection(response.statusCode ?? 0));
      this.#socket.terminate();
    });
    this.#socket.on('error', (error) => this.#end(failure(error)));
    this.#socket.on('close', (code) => this.#onClose(code));
  }

  /** Whether a command would be sent at once. */
  get isReadyForCommand(): boolean {
    return this.#commands.isReady;
  }

  /**
   * Whether a reply has shown that the other end is Kazoo 5 as it ships: the first success of a
   * command does. It is known before `onConfirmed` of that command is called.
   */
  get speaksKazoo5(): boolean {
    return this.#speaksKazoo5;
  }

  /**
   * The last moment at which a command that Kazoo's rate limit had refused waited to be sent again,
   * by `performance.now()`: now, while one does; 0 when none ever did.
   */
  get rateLimitedAtMs(): number {
    return this.#commands.rateLimitedAtMs;
  }

  /**
   * Resolves when Kazoo confirmed the command; `onConfirmed` is called before that, and before any
   * event behind the reply. Must not be called before `onOpen`.
   *
   * @throws `UPSTREAM_TIMEOUT` (it may have taken effect), `UPSTREAM_UNAVAILABLE` (the socket
   *   closed) or the code of Kazoo's refusal.
   */
  command(command: BlackholeCommand, onConfirmed?: () => void): Promise<void> {
    return this.#commands.send(command, () => {
      this.#identity ??= command.token;
      onConfirmed?.();
    });
  }

  /**
   * Whose socket it is: the token of the first command that succeeded; Kazoo looks at no later one
   * (scene 1.4).
   */
  get identity(): string | undefined {
    return this.#identity;
  }

  /** When Kazoo last answered a command, by `performance.now()`; 0 when it never did. */
  get answeredAtMs(): number {
    return this.#commands.answeredAtMs;
  }

  /**
   * Until then everything that Kazoo emitted has been received, in UNIX milliseconds; undefined
   * while the socket was never open.
   */
  get completeUntilMs(): number | undefined {
    const { completeUntilMs } = this.#overflow;
    return completeUntilMs === undefined ? undefined : wallTimeMs(completeUntilMs);
  }

  /** Since when Kazoo may have dropped something of which nobody knows yet, if it may have. */
  get unprovenFrom(): Date | undefined {
    const { unprovenFromMs } = this.#overflow;
    return Number.isFinite(unprovenFromMs) ? new Date(wallTimeMs(unprovenFromMs)) : undefined;
  }

  #sendPing(): boolean {
    if (this.#identity === undefined || !this.#commands.hasRoom) return false;
    // What its reply shows, or that there is none, the watch notes by itself.
    this.#commands.send({ action: 'ping', accountId: '', binding: '', token: this.#identity }).catch(() => undefined);
    return true;
  }

  /**
   * Resolves when everything that Kazoo sent before now has been read; never, when the socket
   * closes first.
   */
  drained(): Promise<void> {
    const mark = randomUUID();
    return new Promise((resolve) => {
      this.#drains.set(mark, resolve);
      this.#socket.ping(mark);
    });
  }

  /**
   * Closes the socket, which releases all that it holds at Kazoo. `onClose` follows. Idempotent.
   *
   * @param why for `streamStatus`. Default: `closed by the gateway`
   */
  close(why = 'closed by the gateway'): void {
    this.#end({ kind: 'closedByUs', message: why });
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#socket.terminate();
    else this.#socket.close(normalClosure);
  }

  #onOpen(): void {
    this.#overflow.open();
    this.#transition({ name: 'open', heartbeat: this.#pingLater() });
    this.#listener.onOpen();
  }

  /** Hot: once per frame. */
  #onMessage(data: RawData, isBinary: boolean): void {
    if (this.#state.name === 'pinged') this.#state.heartbeat.refresh();
    const frame = isBinary ? undefined : parseFrame(textOfFrame(data));
    if (frame?.kind === 'event') {
      this.#overflow.receiveEvent(frame.data);
      this.#listener.onEvent(frame);
    } else if (frame === undefined) {
      this.#overflow.receiveStray();
      this.#listener.onStrayFrame();
    } else this.#onReply(frame);
  }

  #onReply(reply: BlackholeReply): void {
    if (reply.isOfKazoo5) this.#speaksKazoo5 = true;
    this.#overflow.receiveReply(reply.requestId);
    if (!this.#commands.receive(reply)) this.#listener.onStrayFrame();
  }

  #pingLater(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#socket.ping();
      this.#transition({ name: 'pinged', heartbeat: this.#awaitLife(), atMs: performance.now() });
    }, this.#pingIntervalMs);
  }

  #awaitLife(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#end({ kind: 'timeout', message: `no pong within ${this.#pongTimeoutMs} ms` });
      this.#socket.terminate();
    }, this.#pongTimeoutMs);
  }

  #onPong(data: Buffer): void {
    const mark = data.toString();
    this.#drains.get(mark)?.();
    this.#drains.delete(mark);
    if (this.#state.name !== 'pinged') return;
    this.#state.heartbeat.refresh();
    if (mark !== '') return; // It answers `drained`, perhaps from before the ping.
    // What Kazoo had for us when the ping came went before the pong.
    this.#overflow.reach(this.#state.atMs);
    this.#transition({ name: 'open', heartbeat: this.#pingLater() });
  }

  /**
   * The socket is to close, or closes by itself; `close` of `ws` follows. A peer that does not
   * answer must not delay it.
   */
  #end(reason: DisconnectReason): void {
    if (this.#state.name === 'ending' || this.#state.name === 'closed') return;
    const deadline = setTimeout(() => this.#socket.terminate(), closeTimeoutMs);
    this.#transition({ name: 'ending', reason, deadline });
  }

  #onClose(code: number): void {
    const reason = this.#state.name === 'ending' ? this.#state.reason : closing(code);
    const { completeUntilMs } = this;
    this.#transition({ name: 'closed' });
    this.#overflow.close();
    this.#commands.close(
      new GatewayError('UPSTREAM_UNAVAILABLE', 'The connection to Kazoo was lost.', { cause: reason }),
    );
    this.#listener.onClose(reason, completeUntilMs);
  }

  #transition(next: State): void {
    if ('heartbeat' in this.#state) clearTimeout(this.#state.heartbeat);
    if (this.#state.name === 'ending') clearTimeout(this.#state.deadline);
    this.#state = next;
  }
}

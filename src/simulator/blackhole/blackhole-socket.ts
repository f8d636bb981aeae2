import type { RawData, WebSocket } from 'ws';
import type { After } from '../after.ts';
import type { JsonValue } from '../json.ts';
import { parseJson } from '../json.ts';
import type { InternalKey } from './bindings/client-binding.ts';
import type { Subscriber } from './blackhole-node.ts';
import { SessionMailbox } from './session-mailbox.ts';
import type { Session } from './sessions/session.ts';

export interface BlackholeSocketOptions {
  /** `IP:PORT` of the peer. */
  readonly id: string;
  /** The address that connections are counted by. */
  readonly source: string;
  readonly session: Session;
  readonly openedAtMs: number;
  /**
   * While more frames than this wait for the kernel or the process, further ones are dropped
   * silently.
   */
  readonly maxQueuedFrames: number;
  /** See `BlackholeSettings.sessionPace`. */
  readonly pace: () => number;
  /** A frame that waits this long ends the connection, seen as 1006. */
  readonly sendTimeoutMs: number;
  /**
   * Silence of the client that ends the connection; any frame of its, a ping too, begins the time
   * anew.
   */
  readonly idleTimeoutMs: number;
  readonly after: After;
  readonly onMessage: (message: JsonValue | undefined) => void;
  readonly onSent: () => void;
  /**
   * The socket takes no further part: it crashed, or was closed by either side. May be called
   * twice.
   */
  readonly onEnd: () => void;
}

const handlerCrashed = 1_011;
const normalClosure = 1_000;

/**
 * One accepted websocket and its process: reads text frames, writes within the limits of its
 * version, can be stalled.
 */
export class BlackholeSocket implements Subscriber {
  readonly id: string;
  readonly source: string;
  readonly session: Session;
  readonly openedAtMs: number;
  readonly #webSocket: WebSocket;
  readonly #options: BlackholeSocketOptions;
  readonly #mailbox: SessionMailbox;
  #unflushedFrames = 0;
  #cancelIdleTimeout: () => void;
  #cancelSendTimeout: (() => void) | undefined;
  #framesSent = 0;
  #framesDropped = 0;

  /** `webSocket` answers no pings by itself. */
  constructor(webSocket: WebSocket, options: BlackholeSocketOptions) {
    this.id = options.id;
    this.source = options.source;
    this.session = options.session;
    this.openedAtMs = options.openedAtMs;
    this.#webSocket = webSocket;
    this.#options = options;
    const { pace, after } = options;
    this.#mailbox = new SessionMailbox({ maxWaiting: options.maxQueuedFrames, pace, after });
    const startIdleTimeout = () => options.after(options.idleTimeoutMs, () => this.close(normalClosure));
    this.#cancelIdleTimeout = startIdleTimeout();
    const heard = () => {
      this.#cancelIdleTimeout();
      this.#cancelIdleTimeout = startIdleTimeout();
    };
    webSocket.on('ping', (payload) => {
      heard();
      // The pong waits behind the frames that were there before the ping.
      this.#mailbox.post(() => webSocket.pong(payload));
    });
    webSocket.on('pong', heard);
    webSocket.on('message', (data, isBinary) => {
      heard();
      // Binary frames are ignored, and cost nothing (protocol.md "Connecting").
      if (!isBinary) this.#mailbox.post(() => this.#read(textOf(data)));
    });
    webSocket.on('close', () => {
      this.#stopTimers();
      options.onEnd();
    });
    // ws reports what it closes the connection for, such as bad UTF-8 with 1007; the close event says the rest.
    webSocket.on('error', () => {});
  }

  get heldKeys(): readonly InternalKey[] {
    return this.session.heldKeys;
  }

  /** Client bindings, as replies list them. */
  get bindings(): readonly string[] {
    return this.session.bindings;
  }

  get framesSent(): number {
    return this.#framesSent;
  }

  /** Frames that the limit of queued ones swallowed. */
  get framesDropped(): number {
    return this.#framesDropped;
  }

  deliver(frame: string): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    if (!this.#mailbox.offer(() => this.#write(frame), this.#unflushedFrames)) this.#framesDropped += 1;
    else if (this.#mailbox.isStalled) this.#watchSend();
  }

  crash(): void {
    this.close(handlerCrashed);
  }

  close(code: number): void {
    this.#webSocket.close(code);
    this.#options.onEnd();
  }

  terminate(): void {
    this.#webSocket.terminate();
  }

  /** The process is stuck: it neither reads nor writes, and pings stay unanswered. */
  stall(): void {
    this.#mailbox.stall();
    this.#webSocket.pause();
  }

  resume(): void {
    this.#mailbox.resume();
    this.#frameWasFlushed();
    this.#webSocket.resume();
  }

  /** The process is stuck for this long. */
  stallFor(milliseconds: number): void {
    this.stall();
    this.#options.after(milliseconds, () => this.resume());
  }

  #read(text: string): void {
    // After a crash there is nobody left to read what was pipelined behind it.
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#options.onMessage(parseJson(text));
  }

  #write(frame: string): void {
    this.#framesSent += 1;
    this.#unflushedFrames += 1;
    let isFlushed = false;
    this.#webSocket.send(frame, () => {
      if (!isFlushed) this.#unflushedFrames -= 1;
      isFlushed = true;
      this.#frameWasFlushed();
    });
    // The kernel took all there was: the callback is only late to say so, and the frame does not count as waiting.
    if (this.#webSocket.bufferedAmount === 0 && !isFlushed) {
      isFlushed = true;
      this.#unflushedFrames -= 1;
    } else this.#watchSend();
    this.#options.onSent();
  }

  #watchSend(): void {
    const { after, sendTimeoutMs } = this.#options;
    if (this.#cancelSendTimeout !== undefined || !Number.isFinite(sendTimeoutMs)) return;
    this.#cancelSendTimeout = after(sendTimeoutMs, () => this.#webSocket.terminate());
  }

  #frameWasFlushed(): void {
    if (this.#unflushedFrames > 0 || this.#mailbox.isStalled) return;
    this.#cancelSendTimeout?.();
    this.#cancelSendTimeout = undefined;
  }

  #stopTimers(): void {
    this.#mailbox.discard();
    this.#cancelIdleTimeout();
    this.#cancelSendTimeout?.();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}

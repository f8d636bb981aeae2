import type { RawData, WebSocket } from 'ws';
import type { JsonValue } from '../json.ts';
import { parseJson } from '../json.ts';
import type { Subscriber } from './blackhole-node.ts';
import type { BlackholeSession } from './blackhole-session.ts';
import type { InternalKey } from './client-binding.ts';

/** Does something later, and returns its undo. */
export type After = (delayMs: number, action: () => void) => () => void;

export interface BlackholeSocketOptions {
  /** `IP:PORT` of the peer. */
  readonly id: string;
  readonly session: BlackholeSession;
  readonly openedAtMs: number;
  /**
   * Frames that may wait for the kernel or a stall before further ones are dropped silently
   * (4.3.116 and later).
   */
  readonly maxQueuedFrames: number;
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
 * One accepted websocket: reads text frames, writes within the limits of its version, can be
 * stalled.
 */
export class BlackholeSocket implements Subscriber {
  readonly id: string;
  readonly session: BlackholeSession;
  readonly openedAtMs: number;
  readonly #webSocket: WebSocket;
  readonly #options: BlackholeSocketOptions;
  #stalledFrames: string[] | undefined;
  #queuedFrames = 0;
  #cancelIdleTimeout: () => void;
  #cancelSendTimeout: (() => void) | undefined;
  #framesSent = 0;
  #framesDropped = 0;

  constructor(webSocket: WebSocket, options: BlackholeSocketOptions) {
    this.id = options.id;
    this.session = options.session;
    this.openedAtMs = options.openedAtMs;
    this.#webSocket = webSocket;
    this.#options = options;
    const startIdleTimeout = () => options.after(options.idleTimeoutMs, () => this.close(normalClosure));
    this.#cancelIdleTimeout = startIdleTimeout();
    const heard = () => {
      this.#cancelIdleTimeout();
      this.#cancelIdleTimeout = startIdleTimeout();
    };
    webSocket.on('ping', heard);
    webSocket.on('pong', heard);
    webSocket.on('message', (data, isBinary) => {
      // After a crash there is nobody left to read what was pipelined behind it.
      if (webSocket.readyState !== webSocket.OPEN) return;
      heard();
      // Binary frames are ignored, and cost nothing (protocol.md "Connecting").
      if (!isBinary) options.onMessage(parseJson(textOf(data)));
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

  /** Client bindings with repeats, as `subscribed` lists them. */
  get bindings(): readonly string[] {
    return this.session.heldKeys.map((key) => key.clientBinding);
  }

  get framesSent(): number {
    return this.#framesSent;
  }

  /** Frames that the limit of queued ones swallowed. */
  get framesDropped(): number {
    return this.#framesDropped;
  }

  deliver(frame: string): void {
    const waiting = this.#queuedFrames + (this.#stalledFrames?.length ?? 0);
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    if (waiting >= this.#options.maxQueuedFrames) {
      this.#framesDropped += 1;
      return;
    }
    if (this.#stalledFrames === undefined) this.#write(frame);
    else {
      this.#stalledFrames.push(frame);
      this.#watchSend();
    }
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

  /** Neither reads nor writes any more; pings stay unanswered. */
  stall(): void {
    this.#stalledFrames ??= [];
    this.#webSocket.pause();
  }

  resume(): void {
    const frames = this.#stalledFrames ?? [];
    this.#stalledFrames = undefined;
    this.#frameWasFlushed();
    for (const frame of frames) this.#write(frame);
    this.#webSocket.resume();
  }

  #write(frame: string): void {
    this.#framesSent += 1;
    this.#queuedFrames += 1;
    let isFlushed = false;
    this.#webSocket.send(frame, () => {
      if (!isFlushed) this.#queuedFrames -= 1;
      isFlushed = true;
      this.#frameWasFlushed();
    });
    // The kernel took all there was: the callback is only late to say so, and the frame does not count as waiting.
    if (this.#webSocket.bufferedAmount === 0 && !isFlushed) {
      isFlushed = true;
      this.#queuedFrames -= 1;
    } else this.#watchSend();
    this.#options.onSent();
  }

  #watchSend(): void {
    const { after, sendTimeoutMs } = this.#options;
    if (this.#cancelSendTimeout !== undefined || !Number.isFinite(sendTimeoutMs)) return;
    this.#cancelSendTimeout = after(sendTimeoutMs, () => this.#webSocket.terminate());
  }

  #frameWasFlushed(): void {
    if (this.#queuedFrames > 0 || this.#stalledFrames !== undefined) return;
    this.#cancelSendTimeout?.();
    this.#cancelSendTimeout = undefined;
  }

  #stopTimers(): void {
    this.#cancelIdleTimeout();
    this.#cancelSendTimeout?.();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}

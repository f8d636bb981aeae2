import type { Socket } from 'node:net';
import { errorMeanings } from '../../errors.ts';
import type { UnfinishedConnection, UnfinishedMessages } from '../../limits/connections/unfinished-messages.ts';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import { SocketReader } from '../reading/socket-reader.ts';
import type { CloseAwareWebSocket, FrameListener } from './close-aware-websocket.ts';
import type { ReadPace } from './read-pace.ts';

/** How all WebSockets are read. */
export interface WebSocketReading {
  /** In which all clients take turns. */
  readonly turns: SlicedQueue;
  readonly pace: ReadPace;
  readonly unfinished: UnfinishedMessages;
  /** Called with what failed although no client caused it. */
  readonly onError: (error: unknown) => void;
}

/** The header of a client's ping or pong, with its mask (RFC 6455 section 5.2). */
const controlHeaderBytes = 6;

/**
 * Hands a WebSocket what its client sends: clients take turns, and one that sends faster than its
 * pace is read later.
 */
export class WebSocketReader extends SocketReader implements FrameListener, UnfinishedConnection {
  readonly #webSocket: CloseAwareWebSocket;
  readonly #reading: WebSocketReading;
  /** The frames of this turn that ws has told of. */
  #messages = 0;
  /** Of the message that is under way, to within one turn. */
  #unfinishedBytes = 0;
  #lastsUntilMs = 0;

  /**
   * Must be created in the turn in which ws took the socket, before the first byte is read. Ends
   * with the WebSocket.
   *
   * @param client on whose behalf the turns are taken
   */
  constructor(webSocket: CloseAwareWebSocket, socket: Socket, client: string, reading: WebSocketReading) {
    super(socket, { client, isNewcomer: false }, reading.turns);
    this.#webSocket = webSocket;
    this.#reading = reading;
    webSocket.frameListener = this;
  }

  onMessage(): void {
    this.#messages += 1;
    this.#unfinishedBytes = 0;
    this.#reading.unfinished.release(this.client, this);
  }

  onControlFrame(payloadBytes: number): void {
    this.#messages += 1;
    this.#unfinishedBytes -= controlHeaderBytes + payloadBytes;
  }

  /** Hears who rests: its answer to the close frame stands behind what it said too much. */
  onClosing(): void {
    this.wake();
  }

  onClosed(): void {
    this.#reading.unfinished.release(this.client, this);
    this.close();
  }

  /** At once: until the connection is gone, what has come of its message is kept. */
  giveUp(): void {
    this.#webSocket.close(errorMeanings.RATE_LIMITED.closeCode, 'RATE_LIMITED');
    this.#webSocket.terminate();
  }

  protected override read(bytes: number): void {
    const { unfinished } = this.#reading;
    this.#messages = 0;
    this.#unfinishedBytes += bytes;
    super.read(bytes);
    this.#unfinishedBytes = Math.max(0, this.#unfinishedBytes);
    if (this.#unfinishedBytes > 0) unfinished.hold(this.client, this, this.#unfinishedBytes);
    else unfinished.release(this.client, this);
  }

  protected override onUnread(bytes: number): void {
    this.#reading.unfinished.hold(this.client, this, this.#unfinishedBytes + bytes);
  }

  protected override restMs(bytes: number): number {
    this.#lastsUntilMs = this.#reading.pace.use(this.#lastsUntilMs, this.#messages, bytes);
    // While it closes nothing is answered any more, and the answer to the close frame is due.
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return 0;
    const restMs = this.#reading.pace.waitMs(this.#lastsUntilMs);
    const unreadBytes = this.socket.readableLength;
    // Who rests has said too much: what is kept of it counts, too.
    if (restMs > 0 && unreadBytes > 0)
      this.#reading.unfinished.hold(this.client, this, this.#unfinishedBytes + unreadBytes);
    return restMs;
  }

  protected override onFailed(error: unknown): void {
    this.#reading.onError(error);
    this.#webSocket.terminate();
  }
}

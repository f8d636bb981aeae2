import type { Socket } from 'node:net';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import { type ReadRule, SocketReader } from '../reading/socket-reader.ts';
import type { CloseAwareWebSocket, FrameListener } from './close-aware-websocket.ts';
import type { ReadPace } from './read-pace.ts';

/**
 * Hands a WebSocket what its client sends: clients take turns, and one that sends faster than its
 * pace is read later.
 */
export class WebSocketReader implements FrameListener, ReadRule {
  readonly #webSocket: CloseAwareWebSocket;
  readonly #socket: Socket;
  readonly #pace: ReadPace;
  readonly #onError: (error: unknown) => void;
  readonly #reader: SocketReader;
  /** The frames of this turn that ws has told of. */
  #messages = 0;

  /**
   * Must be created in the turn in which ws took the socket, before the first byte is read. Ends
   * with the WebSocket.
   *
   * @param client on whose behalf the turns are taken
   * @param onError called with what failed although no client caused it
   */
  constructor(
    webSocket: CloseAwareWebSocket,
    socket: Socket,
    client: string,
    pace: ReadPace,
    turns: SlicedQueue,
    onError: (error: unknown) => void,
  ) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#pace = pace;
    this.#onError = onError;
    this.#reader = new SocketReader(socket, client, turns, this);
    webSocket.listenToFrames(this);
  }

  onFrame(): void {
    this.#messages += 1;
  }

  /** Hears who rests: its answer to the close frame stands behind what it said too much. */
  onClosing(): void {
    this.#reader.wake();
  }

  onClosed(): void {
    this.#reader.close();
  }

  read(bytes: number): void {
    this.#messages = 0;
    this.#socket.read(bytes);
  }

  restMs(bytes: number): number {
    const waitMs = this.#pace.use(this.#messages, bytes);
    // While it closes nothing is answered any more, and the answer to the close frame is due.
    return this.#webSocket.readyState === this.#webSocket.OPEN ? waitMs : 0;
  }

  onFailed(error: unknown): void {
    this.#onError(error);
    this.#webSocket.terminate();
  }
}

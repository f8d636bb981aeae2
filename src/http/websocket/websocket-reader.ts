import type { Socket } from 'node:net';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import { SocketReader } from '../reading/socket-reader.ts';
import type { CloseAwareWebSocket, FrameListener } from './close-aware-websocket.ts';
import type { ReadPace } from './read-pace.ts';

/**
 * Hands a WebSocket what its client sends: clients take turns, and one that sends faster than its
 * pace is read later.
 */
export class WebSocketReader extends SocketReader implements FrameListener {
  readonly #webSocket: CloseAwareWebSocket;
  readonly #pace: ReadPace;
  readonly #onError: (error: unknown) => void;
  /** The frames of this turn that ws has told of. */
  #messages = 0;
  #lastsUntilMs = 0;

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
    super(socket, client, turns);
    this.#webSocket = webSocket;
    this.#pace = pace;
    this.#onError = onError;
    webSocket.frameListener = this;
  }

  onFrame(): void {
    this.#messages += 1;
  }

  /** Hears who rests: its answer to the close frame stands behind what it said too much. */
  onClosing(): void {
    this.wake();
  }

  onClosed(): void {
    this.close();
  }

  protected override read(bytes: number): void {
    this.#messages = 0;
    super.read(bytes);
  }

  protected override restMs(bytes: number): number {
    this.#lastsUntilMs = this.#pace.use(this.#lastsUntilMs, this.#messages, bytes);
    // While it closes nothing is answered any more, and the answer to the close frame is due.
    return this.#webSocket.readyState === this.#webSocket.OPEN ? this.#pace.waitMs(this.#lastsUntilMs) : 0;
  }

  protected override onFailed(error: unknown): void {
    this.#onError(error);
    this.#webSocket.terminate();
  }
}

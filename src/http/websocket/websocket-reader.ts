import type { Socket } from 'node:net';
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import type { CloseAwareWebSocket, FrameListener } from './close-aware-websocket.ts';
import type { ReadPace } from './read-pace.ts';

/** What one connection may say in its turn: some ten messages. */
const maxBytesPerTurn = 1_024;

/**
 * Queued: waits for its turn. Resting: has said too much, and is not heard until the timer is due.
 */
const [idle, queued, closed] = [{ name: 'idle' }, { name: 'queued' }, { name: 'closed' }] as const;

type State = typeof idle | typeof queued | typeof closed | { readonly name: 'resting'; readonly timer: NodeJS.Timeout };

/**
 * Hands a WebSocket what its client sends, piece by piece: clients take turns, however much each of
 * them sends, and the socket of one that sends too much stays unread meanwhile. Node keeps at most
 * its high-water mark and one read of 64 KiB for each.
 *
 * It reads by `socket.read(size)`, which emits `data` for ws: while there is a listener of
 * `readable` the socket never flows by itself.
 */
export class WebSocketReader implements FrameListener {
  readonly #webSocket: CloseAwareWebSocket;
  readonly #socket: Socket;
  readonly #client: string;
  readonly #pace: ReadPace;
  readonly #turns: SlicedQueue;
  readonly #onError: (error: unknown) => void;
  #state: State = idle;
  /** The frames of this turn that ws has told of. */
  #messages = 0;
  readonly #onReadable = (): void => {
    if (this.#state.name === 'idle') this.#queue();
  };

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
    this.#client = client;
    this.#pace = pace;
    this.#turns = turns;
    this.#onError = onError;
    socket.on('readable', this.#onReadable);
    webSocket.listenToFrames(this);
  }

  onFrame(): void {
    this.#messages += 1;
  }

  /** Hears who rests: its answer to the close frame stands behind what it said too much. */
  onClosing(): void {
    if (this.#state.name === 'resting') this.#queue();
  }

  onClosed(): void {
    this.#transition(closed);
  }

  #queue(): void {
    this.#transition(queued);
    const read = this.#turns.run(this.#client, () => this.#read());
    read.catch((error: unknown) => {
      this.#onError(error);
      this.#webSocket.terminate();
    });
  }

  #read(): void {
    if (this.#state.name !== 'queued') return;
    const socket = this.#socket;
    const bytes = Math.min(maxBytesPerTurn, socket.readableLength);
    this.#messages = 0;
    if (bytes > 0) socket.read(bytes);
    const waitMs = this.#pace.use(this.#messages, bytes);
    const isOpen = this.#webSocket.readyState === this.#webSocket.OPEN;
    // While it closes nothing is answered any more, and the answer to the close frame is due.
    if (waitMs > 0 && isOpen) this.#transition({ name: 'resting', timer: setTimeout(() => this.#queue(), waitMs) });
    else if (socket.readableLength > 0) this.#queue();
    else {
      this.#transition(idle);
      // Node emits `end` only to those who read at the end.
      socket.read(0);
    }
  }

  #transition(next: State): void {
    const before = this.#state;
    if (before.name === 'closed') return;
    if (before.name === 'resting') clearTimeout(before.timer);
    this.#state = next;
    if (next.name === 'closed') this.#socket.off('readable', this.#onReadable);
  }
}

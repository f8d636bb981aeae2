import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { Handshake } from './blackhole-handshake.ts';
import { refuseUpgrade } from './blackhole-handshake.ts';

export interface BlackholeEntranceOptions {
  readonly judge: (request: IncomingMessage) => Handshake;
  readonly onAccepted: (webSocket: WebSocket, request: IncomingMessage, handshake: AcceptedHandshake) => void;
}

export type AcceptedHandshake = Handshake & { readonly kind: 'accepted' };

/** Turns upgrade requests into websockets, or lets them wait. */
export class BlackholeEntrance {
  readonly #options: BlackholeEntranceOptions;
  readonly #upgrader = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    autoPong: false,
  });
  /** Handshakes that wait; `undefined` while none has to. */
  #waiting: (() => void)[] | undefined;

  constructor(options: BlackholeEntranceOptions) {
    this.#options = options;
    this.#upgrader.on('headers', (headers) => headers.push('server: Cowboy'));
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A peer that vanishes during the handshake is no failure of the server.
    socket.on('error', () => {});
    if (this.#waiting !== undefined) {
      this.#waiting.push(() => this.upgrade(request, socket, head));
      return;
    }
    const handshake = this.#options.judge(request);
    if (handshake.kind === 'refused') {
      refuseUpgrade(socket, handshake.status);
      return;
    }
    this.#upgrader.handleUpgrade(request, socket, head, (webSocket) =>
      this.#options.onAccepted(webSocket, request, handshake),
    );
  }

  /** From now on handshakes wait for `open`. */
  shut(): void {
    this.#waiting ??= [];
  }

  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const upgrade of waiting) upgrade();
  }

  /** Handshakes that wait are never answered; the next ones are. */
  forget(): void {
    this.#waiting = undefined;
  }
}

import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeConnectionListener } from '../../kazoo/blackhole/blackhole-connection.ts';
import type { BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';
import type { DisconnectReason } from '../../kazoo/blackhole/disconnect-reason.ts';
import { type BackoffOptions, fullJitterMs } from '../../scheduling/backoff.ts';
import type { Topic } from '../topics/topic.ts';
import { AccountSocket, type AccountSocketOptions } from './account-socket.ts';
import type { ConnectionGate, Settle } from './connection-gate.ts';
import { SocketHandover } from './socket-handover.ts';

export interface AccountConnectionOptions extends AccountSocketOptions {
  readonly gate: ConnectionGate;
  readonly backoff: BackoffOptions;
}

export interface AccountConnectionListener {
  /** How much depends on the account: those with more go first where not all can. */
  priority(): number;
  /** What a socket has to hold. */
  wantedTopics(): readonly Topic[];
  /** Called after each change; a socket that has just become live holds nothing yet. */
  onState(state: ConnectionState['name'], reason: DisconnectReason | undefined, retryAt: Date | undefined): void;
  /** Everything that was held is gone. The state follows; nothing may be commanded in between. */
  onLost(lastHeard: Date): void;
  /** Kazoo dropped a reply, and perhaps events with it, since it was asked. */
  onReplyLost(askedAt: Date): void;
  /** The socket was replaced without a hole by one that holds exactly `held`. */
  onReplaced(held: readonly Binding[]): void;
  /** Whether the topic of the event is live. */
  isDelivering(event: BlackholeEvent): boolean;
  /** A command would be sent at once again. */
  onReadyForCommand(): void;
  onEvent(event: BlackholeEvent, socket: AccountSocket): void;
  onStrayFrame(): void;
}

/** `attempt` counts connections since one last held a topic: a socket that opens and dies at once must not be tried without pause. */
export type ConnectionState =
  | { readonly name: 'idle' }
  /** For the next attempt, and then for its turn. */
  | { readonly name: 'waiting'; readonly cancel: () => void; readonly attempt: number }
  | { readonly name: 'connecting'; readonly socket: AccountSocket; readonly attempt: number }
  | {
      readonly name: 'live';
      readonly socket: AccountSocket;
      readonly attempt: number;
      /** Waits for its turn, or is under way. */
      readonly handover?: Pick<SocketHandover, 'cancel'>;
    };

/** A socket that cannot be replaced, or is stale again at once, must not be replaced without pause. */
const minReplacementPauseMs = 60_000;

type SocketListener = Pick<BlackholeConnectionListener, 'onOpen' | 'onClose'> &
  Partial<Pick<BlackholeConnectionListener, 'onEvent'>>;

/** Keeps one socket to blackhole open for an account, for as long as it is needed. */
export class AccountConnection {
  readonly #options: AccountConnectionOptions;
  readonly #listener: AccountConnectionListener;
  #state: ConnectionState = { name: 'idle' };
  #replacedAtMs = 0;

  constructor(options: AccountConnectionOptions, listener: AccountConnectionListener) {
    this.#options = options;
    this.#listener = listener;
  }

  get state(): ConnectionState['name'] {
    return this.#state.name;
  }

  /** Connections since one last held a topic; 0 when all is well. */
  get attempt(): number {
    return 'attempt' in this.#state ? this.#state.attempt : 0;
  }

  /** The socket that takes commands; undefined while there is none. */
  get socket(): AccountSocket | undefined {
    return this.#state.name === 'live' ? this.#state.socket : undefined;
  }

  isCurrent(socket: AccountSocket): boolean {
    return (this.#state.name === 'live' || this.#state.name === 'connecting') && this.#state.socket === socket;
  }

  /** Begins to connect, unless that is done already. */
  open(): void {
    if (this.#state.name === 'idle') this.#approach(1);
  }

  /** The socket holds a topic: the next attempt, should one be needed, is a first one again. */
  prove(): void {
    if (this.#state.name === 'live') this.#state = { ...this.#state, attempt: 0 };
  }

  /** Closing is the one operation that releases everything, also what an unanswered command may have left behind. */
  close(): void {
    const state = this.#state;
    this.#transition({ name: 'idle' });
    if (state.name === 'waiting') state.cancel();
    if (state.name === 'live') state.handover?.cancel();
    if (state.name === 'connecting' || state.name === 'live') state.socket.close();
  }

  /** Replaces a socket that holds what nobody wants, though not too often. */
  replaceIfStale(socket: AccountSocket): void {
    const pauseMs = Date.now() - this.#replacedAtMs;
    if (socket.isStale && this.isCurrent(socket) && pauseMs > minReplacementPauseMs) this.replace();
  }

  /**
   * Moves everything to a fresh socket, without a hole: the only way to get rid of what a socket holds for nobody. When it is this account's turn, which
   * can be at once; those who have no socket come first.
   */
  replace(): void {
    const state = this.#state;
    if (state.name !== 'live' || state.handover !== undefined) return;
    this.#replacedAtMs = Date.now();
    let leave = (): unknown => undefined;
    this.#transition({ ...state, handover: { cancel: () => leave() } });
    leave = this.#options.gate.enter(
      () => 0,
      (url, settle) => this.#beginHandover(state.socket, url, settle),
    );
  }

  #beginHandover(old: AccountSocket, url: string, settle: Settle): void {
    const state = this.#state;
    if (state.name !== 'live') {
      settle('abandoned');
      return;
    }
    const handover = new SocketHandover({
      old,
      open: ({ onOpen, onClose, onEvent }) => {
        const socket = this.#openSocket(url, settle, {
          onOpen,
          onClose: (reason, lastHeardAtMs) =>
            this.isCurrent(socket) ? this.#onClose(socket, reason, lastHeardAtMs) : onClose(reason, lastHeardAtMs),
          onEvent: (event) => (this.isCurrent(socket) ? this.#listener.onEvent(event, socket) : onEvent(event)),
        });
        return socket;
      },
      isDelivering: (event) => this.#listener.isDelivering(event),
      topics: () => this.#listener.wantedTopics(),
      onReady: (socket, held, events) => {
        this.#succeed(old, socket, held);
        for (const event of events) this.#listener.onEvent(event, socket);
      },
      onFailed: () => this.isCurrent(old) && this.#keepSocket(old),
    });
    this.#transition({ ...state, handover });
  }

  /** Goes on with the present socket, should another one be about to take its place. */
  stay(): void {
    if (this.#state.name !== 'live') return;
    this.#state.handover?.cancel();
    this.#keepSocket(this.#state.socket);
  }

  #succeed(old: AccountSocket, socket: AccountSocket, held: readonly Binding[]): void {
    this.#transition({ name: 'live', socket, attempt: 0 });
    this.#listener.onReplaced(held);
    old.close();
  }

  #keepSocket(socket: AccountSocket): void {
    this.#transition({ name: 'live', socket, attempt: this.attempt });
  }

  /** Connects when it is this account's turn, which can be at once. */
  #approach(attempt: number): void {
    let leave = (): unknown => undefined;
    this.#transition({ name: 'waiting', cancel: () => leave(), attempt });
    leave = this.#options.gate.enter(
      () => this.#listener.priority(),
      (url, settle) => this.#connect(url, settle, attempt),
    );
  }

  #connect(url: string, settle: Settle, attempt: number): void {
    const socket = this.#openSocket(url, settle, {
      onOpen: () => {
        if (this.isCurrent(socket)) this.#transition({ name: 'live', socket, attempt });
      },
      onClose: (reason, lastHeardAtMs) => this.#onClose(socket, reason, lastHeardAtMs),
    });
    this.#transition({ name: 'connecting', socket, attempt });
  }

  #openSocket(url: string, settle: Settle, { onOpen, onClose, ...listener }: SocketListener): AccountSocket {
    const { onEvent, onStrayFrame, onReplyLost, onReadyForCommand } = this.#listener;
    let wasOpen = false;
    const socket: AccountSocket = new AccountSocket(url, this.#options, {
      onOpen() {
        wasOpen = true;
        settle('open');
        onOpen();
      },
      onClose(reason, lastHeardAtMs) {
        if (!wasOpen) settle(reason.kind === 'closedByUs' ? 'abandoned' : 'failed');
        onClose(reason, lastHeardAtMs);
      },
      onStrayFrame,
      onReadyForCommand: () => {
        if (this.isCurrent(socket)) onReadyForCommand();
      },
      // A socket that was replaced may still bring what its successor brings too, perhaps too late to be recognised as a copy.
      onEvent: (event) => {
        if (this.isCurrent(socket)) onEvent(event, socket);
      },
      onReplyLost: (askedAt) => {
        if (this.isCurrent(socket)) onReplyLost(askedAt);
      },
      ...listener,
    });
    return socket;
  }

  #onClose(socket: AccountSocket, reason: DisconnectReason, lastHeardAtMs: number | undefined): void {
    if (!this.isCurrent(socket)) return;
    const attempt = this.attempt + 1;
    const delayMs = fullJitterMs(attempt, this.#options.backoff);
    const timer = setTimeout(() => this.#approach(attempt), delayMs);
    if (this.#state.name === 'live') this.#state.handover?.cancel();
    this.#listener.onLost(new Date(lastHeardAtMs ?? Date.now()));
    this.#transition({ name: 'waiting', cancel: () => clearTimeout(timer), attempt }, reason, delayMs);
  }

  #transition(next: ConnectionState, reason?: DisconnectReason, delayMs?: number): void {
    const { name } = this.#state;
    this.#state = next;
    if (name === next.name) return;
    this.#listener.onState(next.name, reason, delayMs === undefined ? undefined : new Date(Date.now() + delayMs));
  }
}

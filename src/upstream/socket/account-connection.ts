import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeConnectionListener } from '../../kazoo/blackhole/blackhole-connection.ts';
import type { BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';
import type { DisconnectReason } from '../../kazoo/blackhole/disconnect-reason.ts';
import { fullJitterMs } from '../../scheduling/backoff.ts';
import type { AccountSocket } from './account-socket.ts';
import type { Attempt, ConnectionState, ConnectionTimes, Handover } from './connection-state.ts';
import { SocketHandover, type SocketHandoverListener } from './socket-handover.ts';
import type { Berth, SocketSource } from './socket-source.ts';

export interface AccountConnectionListener extends Pick<SocketHandoverListener, 'topicsToMove' | 'isDelivering'> {
  /** How much depends on the account: those with more go first where not all can. */
  priority(): number;
  /** Called after each change; a socket that has just become live holds nothing yet. */
  onState(state: ConnectionState['name'], reason: DisconnectReason | undefined, retryAt: Date | undefined): void;
  /**
   * Everything that was held is gone, and what Kazoo emitted after `completeUntil` perhaps, too.
   * The state follows; nothing may be commanded in between.
   */
  onLost(completeUntil: Date, reason: DisconnectReason): void;
  /** Kazoo has dropped something since `from`, or may have: not `certain`. */
  onOverflow(from: Date, certain: boolean): void;
  /** The socket was replaced without a gap by one that holds exactly `held`. */
  onReplaced(held: readonly Binding[]): void;
  /** A command would be sent at once again. */
  onReadyForCommand(): void;
  onEvent(event: BlackholeEvent, socket: AccountSocket): void;
  onStrayFrame(): void;
}

/**
 * A socket that cannot be replaced, or is stale again at once, must not be replaced without pause.
 */
const minReplacementPauseMs = 60_000;
/** What keeps failing costs Kazoo all subscriptions of the account each time. */
const maxHandoverPauseMs = 600_000;

const noAttempt: Attempt = { number: 0, failedUrls: new Set() };

type SocketListener = Pick<BlackholeConnectionListener, 'onOpen' | 'onClose' | 'onEvent'>;

/** Keeps one socket to blackhole open for an account, for as long as it is needed. */
export class AccountConnection {
  #source: SocketSource;
  readonly #times: ConnectionTimes;
  readonly #listener: AccountConnectionListener;
  #state: ConnectionState = { name: 'idle' };
  #replacedAtMs = Number.NEGATIVE_INFINITY;

  constructor(source: SocketSource, times: ConnectionTimes, listener: AccountConnectionListener) {
    this.#source = source;
    this.#times = times;
    this.#listener = listener;
  }

  get state(): ConnectionState['name'] {
    return this.#state.name;
  }

  /** Attempts since a socket last held a topic; 0 when all is well. */
  get attempt(): number {
    return this.#attempt.number;
  }

  get #attempt(): Attempt {
    return 'attempt' in this.#state ? this.#state.attempt : noAttempt;
  }

  /** The socket that takes commands; undefined while there is none. */
  get socket(): AccountSocket | undefined {
    return this.#state.name === 'live' ? this.#state.socket : undefined;
  }

  /** The reseller whose sockets it shares, or is about to; undefined for sockets of its own. */
  get resellerId(): string | undefined {
    return this.#source.resellerId;
  }

  isCurrent(socket: AccountSocket): boolean {
    return (this.#state.name === 'live' || this.#state.name === 'connecting') && this.#state.socket === socket;
  }

  /** Begins to connect. Without effect unless the connection is idle. */
  open(): void {
    if (this.#state.name === 'idle') this.#approach({ ...noAttempt, number: 1 });
  }

  /** The socket holds a topic: the next attempt, should one be needed, is a first one again. */
  prove(): void {
    if (this.#state.name === 'live') this.#transition({ ...this.#state, attempt: noAttempt });
  }

  /**
   * Closes the socket: the one operation that releases everything, also what an unanswered command
   * may have left. Idempotent; `open` connects again.
   */
  close(): void {
    const state = this.#state;
    this.#transition({ name: 'idle' });
    if (state.name === 'waiting') state.cancel();
    if (state.name === 'live') state.handover?.cancel();
    if (state.name === 'connecting' || state.name === 'live') state.socket.close();
  }

  /** Replaces a socket that holds what nobody wants, at most once a minute. */
  replaceIfStale(socket: AccountSocket): void {
    const pauseMs = performance.now() - this.#replacedAtMs;
    if (socket.isStale && this.isCurrent(socket) && pauseMs > minReplacementPauseMs) this.replace();
  }

  /**
   * Moves everything to a fresh socket, without a gap: the only way to get rid of what a socket
   * holds for nobody. The gate lets accounts without a socket through first. Where it fails the
   * present socket goes on, and it is tried again, more and more slowly.
   */
  replace(): void {
    if (this.#state.name !== 'live' || this.#state.handover !== undefined) return;
    this.#replacedAtMs = performance.now();
    this.#approachHandover(this.#state.socket, { ...noAttempt, number: 1 });
  }

  #approachHandover(old: AccountSocket, attempt: Attempt): void {
    let leave = (): unknown => undefined;
    this.#keepSocket(old, { cancel: () => leave() });
    leave = this.#source.enter(
      () => 0,
      (berth) => {
        const failedUrls = new Set([...attempt.failedUrls, berth.url]);
        this.#beginHandover(old, berth, { ...attempt, failedUrls });
      },
      attempt.failedUrls,
    );
  }

  /** @param attempt of which the URL counts as failed already */
  #beginHandover(old: AccountSocket, berth: Berth, attempt: Attempt): void {
    const open = ({ onOpen, onClose, onEvent }: SocketListener): AccountSocket => {
      const socket = this.#openSocket(berth, {
        onOpen,
        onClose: (reason, completeUntilMs) =>
          this.isCurrent(socket) ? this.#onClose(socket, reason, completeUntilMs) : onClose(reason, completeUntilMs),
        onEvent: (event) => (this.isCurrent(socket) ? this.#listener.onEvent(event, socket) : onEvent(event)),
      });
      return socket;
    };
    const handover = new SocketHandover(old, open, this.#times.bindingLagMs, {
      topicsToMove: () => this.#listener.topicsToMove(),
      isDelivering: (event) => this.#listener.isDelivering(event),
      onReady: (socket, held, events) => {
        this.#succeed(old, socket, held);
        for (const event of events) this.#listener.onEvent(event, socket);
      },
      onFailed: () => {
        if (!this.isCurrent(old)) return;
        if (this.#source.hasHostBeside(attempt.failedUrls)) this.#approachHandover(old, attempt);
        else this.#retryHandover(old, attempt.number);
      },
    });
    this.#keepSocket(old, handover);
  }

  /**
   * Tries again: the old socket would hold what nobody wants for as long as it lives. Who waits for
   * what the old one may not carry must not wait longer than for a lost socket.
   */
  #retryHandover(old: AccountSocket, attempts: number): void {
    const { backoff } = this.#times;
    const maxMs = old.resellerId === this.resellerId ? maxHandoverPauseMs : backoff.maxMs;
    const delayMs = fullJitterMs(attempts, { ...backoff, maxMs });
    const timer = setTimeout(() => this.#approachHandover(old, { ...noAttempt, number: attempts + 1 }), delayMs);
    this.#keepSocket(old, { cancel: () => clearTimeout(timer) });
  }

  /**
   * Takes sockets from another source; a socket that is live is replaced by one of those without a
   * gap.
   */
  moveTo(source: SocketSource): void {
    if (source.resellerId === this.#source.resellerId) return;
    this.#source = source;
    const state = this.#state;
    if (state.name === 'live') this.stay();
    else if (state.name === 'connecting' || (state.name === 'waiting' && state.isEntering)) {
      if (state.name === 'waiting') state.cancel();
      this.#approach(state.attempt);
      if (state.name === 'connecting') state.socket.close();
    }
  }

  /**
   * Goes on with the present socket, also when another one is about to replace it. Where sockets
   * come from elsewhere by now, the replacement begins again.
   */
  stay(): void {
    if (this.#state.name !== 'live') return;
    const { socket, handover } = this.#state;
    handover?.cancel();
    this.#keepSocket(socket);
    if (socket.resellerId !== this.resellerId) this.replace();
  }

  #succeed(old: AccountSocket, socket: AccountSocket, held: readonly Binding[]): void {
    this.#transition({ name: 'live', socket, attempt: noAttempt });
    // Nobody asks any more whether the old one has lost it.
    if (old.unprovenFrom !== undefined) this.#listener.onOverflow(old.unprovenFrom, false);
    this.#listener.onReplaced(held);
    old.close();
  }

  #keepSocket(socket: AccountSocket, handover?: Handover): void {
    this.#transition({ name: 'live', socket, attempt: this.#attempt, ...(handover && { handover }) });
  }

  /** Connects when the gate lets the account through, which can be at once. */
  #approach(attempt: Attempt): void {
    let leave = (): unknown => undefined;
    this.#transition({ name: 'waiting', cancel: () => leave(), isEntering: true, attempt });
    leave = this.#source.enter(
      () => this.#listener.priority(),
      (berth) => this.#connect(berth, attempt),
      attempt.failedUrls,
    );
  }

  #connect(berth: Berth, attempt: Attempt): void {
    const socket = this.#openSocket(berth, {
      onOpen: () => {
        if (this.isCurrent(socket)) this.#transition({ name: 'live', socket, attempt });
      },
      onClose: (reason, completeUntilMs) => this.#onClose(socket, reason, completeUntilMs),
      // A socket that was replaced may still bring what the next one brings, too late to be recognised as a copy.
      onEvent: (event) => {
        if (this.isCurrent(socket)) this.#listener.onEvent(event, socket);
      },
    });
    this.#transition({ name: 'connecting', socket, attempt });
  }

  #openSocket(berth: Berth, listener: SocketListener): AccountSocket {
    const socket: AccountSocket = berth.open({
      ...listener,
      onStrayFrame: () => this.#listener.onStrayFrame(),
      onReadyForCommand: () => {
        if (this.isCurrent(socket)) this.#listener.onReadyForCommand();
      },
      onOverflow: (from, certain) => {
        if (this.isCurrent(socket)) this.#listener.onOverflow(from, certain);
      },
      onCrowded: () => {
        if (this.isCurrent(socket)) this.replace();
      },
    });
    return socket;
  }

  #onClose(socket: AccountSocket, reason: DisconnectReason, completeUntilMs: number | undefined): void {
    if (!this.isCurrent(socket)) return;
    const { number, failedUrls } = this.#attempt;
    const here = { number, failedUrls: new Set([...failedUrls, socket.url]) };
    // Nobody waits while a host is left that was not tried. A host whose socket held something has not failed.
    const isNextHost = number > 0 && this.#source.hasHostBeside(here.failedUrls);
    const attempt = isNextHost ? here : { ...noAttempt, number: number + 1 };
    const delayMs = isNextHost ? 0 : fullJitterMs(attempt.number, this.#times.backoff);
    const timer = setTimeout(() => this.#approach(attempt), delayMs);
    if (this.#state.name === 'live') this.#state.handover?.cancel();
    this.#listener.onLost(new Date(completeUntilMs ?? Date.now()), reason);
    this.#transition(
      { name: 'waiting', cancel: () => clearTimeout(timer), isEntering: false, attempt },
      reason,
      delayMs,
    );
  }

  #transition(next: ConnectionState, reason?: DisconnectReason, delayMs?: number): void {
    const { name } = this.#state;
    this.#state = next;
    if (name === next.name) return;
    this.#listener.onState(next.name, reason, delayMs === undefined ? undefined : new Date(Date.now() + delayMs));
  }
}

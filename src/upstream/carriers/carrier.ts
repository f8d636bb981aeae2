import type { BlackholeConnection, BlackholeConnectionListener } from '../../kazoo/blackhole/blackhole-connection.ts';
import type { BlackholeCommand, BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';
import type { DisconnectReason } from '../../kazoo/blackhole/disconnect-reason.ts';
import { accountOfRouting } from '../../kazoo/blackhole/routing.ts';
import type { AccountSocketListener, SocketConnection } from '../socket/account-socket.ts';
import { Passenger } from './passenger.ts';

/** A connection to blackhole that can be shared. */
export type SharedConnection = SocketConnection & Pick<BlackholeConnection, 'completeUntilMs'>;

/** Opens a connection to blackhole. */
export type Connect = (listener: BlackholeConnectionListener) => SharedConnection;

export interface CarrierListener extends Pick<BlackholeConnectionListener, 'onStrayFrame'> {
  /** An account has left: another one may come. */
  onRoom(): void;
  /** An event came for an account that is not aboard. */
  onUnwantedEvent(): void;
  onClose(reason: DisconnectReason, accounts: number): void;
}

/** How many frames may come for accounts that have left before the socket counts as stale. */
const toleratedUnwantedFrames = 50;
/** The least time from one move of accounts to the next: each costs Kazoo their subscriptions. */
const minMovePauseMs = 60_000;

type State = 'connecting' | 'open' | 'closed';

/**
 * A blackhole socket that a reseller's token opened, and that accounts below it share. It carries
 * call topics only: the routing key of each event names its account, which alone gets it. A loss of
 * the socket, or on it, is one of each account.
 *
 * Where Kazoo drops events since too many wait, the socket keeps the busier half of its accounts;
 * the others move to other sockets, and no more than that half are taken from then on.
 */
export class Carrier {
  readonly url: string;
  readonly connection: SharedConnection;
  readonly #listener: CarrierListener;
  /** By account, in the order in which their commands come next; also those that are leaving. */
  readonly #passengers = new Map<string, Passenger>();
  #capacity: number;
  #state: State = 'connecting';
  #unwantedFrames = 0;
  #movedAtMs = Number.NEGATIVE_INFINITY;
  #inFlight = 0;

  /** @param capacity how many accounts it carries at most */
  constructor(url: string, connect: Connect, capacity: number, listener: CarrierListener) {
    this.url = url;
    this.#capacity = capacity;
    this.#listener = listener;
    this.connection = connect({
      onOpen: () => this.#onOpen(),
      onReadyForCommand: () => this.#proceed(),
      onEvent: (event) => this.#onEvent(event),
      onStrayFrame: () => listener.onStrayFrame(),
      onOverflow: (from, certain) => this.#onOverflow(from, certain),
      onClose: (reason, completeUntilMs) => this.#onClose(reason, completeUntilMs),
    });
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** The number of accounts that have not left. */
  get accounts(): number {
    return this.#aboard.length;
  }

  /** False also while what the account held on the socket before is being given up. */
  hasRoomFor(accountId: string): boolean {
    return this.#state !== 'closed' && this.#passengers.size < this.#capacity && !this.#passengers.has(accountId);
  }

  /**
   * Whether a command would be sent at once. The first one, which tells whose socket it is, goes
   * alone.
   */
  get isReadyForCommand(): boolean {
    const isMine = this.connection.identity !== undefined || this.#inFlight === 0;
    return this.#state === 'open' && isMine && this.connection.isReadyForCommand;
  }

  /** Must have room for the account. Whoever boards closes the returned share. */
  board(accountId: string, listener: AccountSocketListener): Passenger {
    const passenger = new Passenger(this, accountId, listener);
    this.#passengers.set(accountId, passenger);
    if (this.#state === 'open') queueMicrotask(() => passenger.opened());
    return passenger;
  }

  async command(command: BlackholeCommand, onConfirmed?: () => void): Promise<void> {
    this.#inFlight += 1;
    try {
      await this.connection.command(command, onConfirmed);
    } finally {
      this.#inFlight -= 1;
      // Whose token was refused asks again first, with another one.
      if (this.connection.identity === undefined) setImmediate(() => this.#proceed());
    }
  }

  /** Closes the socket if nobody is aboard. Returns whether it is closed, or about to be. */
  closeIfEmpty(): boolean {
    if (this.#aboard.length > 0) return false;
    this.#capacity = 0;
    this.connection.close();
    return true;
  }

  /** The passenger has left, and what it held is given up. */
  onLeft({ accountId }: Passenger): void {
    this.#passengers.delete(accountId);
    this.#listener.onRoom();
  }

  get #aboard(): readonly Passenger[] {
    return [...this.#passengers.values()].filter(({ isAboard }) => isAboard);
  }

  #onOpen(): void {
    this.#state = 'open';
    for (const passenger of this.#aboard) passenger.opened();
  }

  /** Accounts take turns: whoever was asked goes last. */
  #proceed(): void {
    for (const passenger of this.#aboard) {
      if (!this.isReadyForCommand) return;
      this.#passengers.delete(passenger.accountId);
      this.#passengers.set(passenger.accountId, passenger);
      passenger.listener.onReadyForCommand();
    }
  }

  /** Hot: once per frame. */
  #onEvent(event: BlackholeEvent): void {
    const accountId = event.routing[0] === 'call' ? accountOfRouting(event.routing, 'call') : undefined;
    const passenger = accountId === undefined ? undefined : this.#passengers.get(accountId);
    if (passenger?.isAboard === true) {
      passenger.frames += 1;
      passenger.listener.onEvent(event);
      return;
    }
    this.#listener.onUnwantedEvent();
    // What comes while an account is leaving was on its way.
    if (passenger !== undefined) return;
    this.#unwantedFrames += 1;
    this.#retireIfStale();
  }

  #onOverflow(from: Date, certain: boolean): void {
    const { accounts } = this;
    for (const { listener } of this.#aboard) listener.onOverflow(from, certain);
    if (accounts < 2 || !this.#mayMove) return;
    this.#capacity = Math.floor(accounts / 2);
    const busiestFirst = [...this.#aboard].sort((a, b) => b.frames - a.frames);
    for (const passenger of busiestFirst) passenger.frames = 0;
    this.#move(busiestFirst.slice(this.#capacity));
  }

  /** The socket holds what nobody wants, and no command takes it back: all leave it. */
  #retireIfStale(): void {
    if (this.#unwantedFrames <= toleratedUnwantedFrames || !this.#mayMove) return;
    this.#capacity = 0;
    this.#move(this.#aboard);
  }

  get #mayMove(): boolean {
    return this.#state === 'open' && performance.now() - this.#movedAtMs > minMovePauseMs;
  }

  #move(passengers: readonly Passenger[]): void {
    this.#movedAtMs = performance.now();
    for (const { listener } of passengers) listener.onCrowded();
  }

  #onClose(reason: DisconnectReason, completeUntilMs: number | undefined): void {
    this.#state = 'closed';
    const passengers = [...this.#passengers.values()];
    const { accounts } = this;
    this.#passengers.clear();
    this.#listener.onClose(reason, accounts);
    for (const passenger of passengers) passenger.lost(reason, completeUntilMs);
  }
}

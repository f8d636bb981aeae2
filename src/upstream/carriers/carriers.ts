import type { BlackholeConnectionListener } from '../../kazoo/blackhole/blackhole-connection.ts';
import { AccountSocket, type AccountSocketOptions } from '../socket/account-socket.ts';
import type { ConnectionGate, Settle } from '../socket/connection-gate.ts';
import { settling } from '../socket/own-sockets.ts';
import type { Berth } from '../socket/socket-source.ts';
import type { UpstreamObserver } from '../upstream-observer.ts';
import { Carrier, type SharedConnection } from './carrier.ts';

export interface CarriersOptions extends Pick<AccountSocketOptions, 'maxUnansweredSubscribes'> {
  readonly resellerId: string;
  readonly connect: (url: string, listener: BlackholeConnectionListener) => SharedConnection;
  readonly gate: ConnectionGate;
  /** The tokens of the reseller, also where they are asked for of an account below it. */
  readonly tokens: AccountSocketOptions['tokens'];
  /** The most accounts that one socket carries. */
  readonly maxAccounts: number;
  readonly observer: UpstreamObserver;
}

interface Boarding {
  readonly accountId: string;
  readonly priority: () => number;
  readonly go: (berth: Berth) => void;
  readonly avoided: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/**
 * The sockets that the accounts below one reseller share. Another one is opened only where those
 * that are there have no room; the gate lets through a socket, not an account.
 */
export class Carriers {
  readonly #options: CarriersOptions;
  readonly #onIdle: () => void;
  readonly #carriers = new Set<Carrier>();
  readonly #waiting = new Set<Boarding>();
  #leaveGate: (() => void) | undefined;

  /** @param onIdle called when there is no socket, and nobody waits for one */
  constructor(options: CarriersOptions, onIdle: () => void) {
    this.#options = options;
    this.#onIdle = onIdle;
  }

  /** The number of sockets that are open. */
  get sockets(): number {
    return [...this.#carriers].filter(({ isOpen }) => isOpen).length;
  }

  /** Does as `SocketSource.enter` says. */
  enter(accountId: string, priority: () => number, go: (berth: Berth) => void, avoided = none): () => void {
    const boarding = { accountId, priority, go, avoided };
    this.#waiting.add(boarding);
    this.#seek(boarding);
    return () => {
      this.#waiting.delete(boarding);
      this.#settleGate();
    };
  }

  #seek(boarding: Boarding): void {
    const carrier = this.#roomFor(boarding);
    if (carrier !== undefined) this.#board(boarding, carrier);
    this.#settleGate();
  }

  #roomFor({ accountId, avoided }: Boarding): Carrier | undefined {
    for (const carrier of this.#carriers) {
      if (carrier.hasRoomFor(accountId) && !avoided.has(carrier.url)) return carrier;
    }
    return undefined;
  }

  #board(boarding: Boarding, carrier: Carrier): void {
    const { resellerId, tokens, maxUnansweredSubscribes, observer } = this.#options;
    const { accountId } = boarding;
    const { url } = carrier;
    this.#waiting.delete(boarding);
    boarding.go({
      url,
      open: (listener) =>
        new AccountSocket(
          url,
          {
            accountId,
            resellerId,
            connect: (_url, own) => carrier.board(accountId, own),
            tokens,
            maxUnansweredSubscribes,
            observer,
          },
          listener,
        ),
    });
  }

  /** Waits at the gate as long as somebody waits for a socket. */
  #settleGate(): void {
    if (this.#waiting.size === 0) {
      this.#leaveGate?.();
      if (this.#carriers.size === 0) this.#onIdle();
    } else if (this.#leaveGate === undefined) this.#enterGate();
  }

  #enterGate(): void {
    let leave = (): unknown => undefined;
    this.#leaveGate = () => {
      this.#leaveGate = undefined;
      leave();
    };
    const priority = (): number => [...this.#waiting].reduce((sum, each) => sum + each.priority(), 0);
    leave = this.#options.gate.enter(
      priority,
      (url, settle) => this.#openCarrier(url, settle),
      this.#mostWanted?.avoided,
    );
  }

  get #mostWanted(): Boarding | undefined {
    let first: Boarding | undefined;
    for (const boarding of this.#waiting)
      if (first === undefined || boarding.priority() > first.priority()) first = boarding;
    return first;
  }

  #openCarrier(url: string, settle: Settle): void {
    const { resellerId, connect, maxAccounts, observer } = this.#options;
    this.#leaveGate = undefined;
    const carrier: Carrier = new Carrier(url, (listener) => connect(url, settling(listener, settle)), maxAccounts, {
      onStrayFrame: () => observer.onEvent('unreadable'),
      onUnwantedEvent: () => observer.onEvent('unwanted'),
      onRoom: () => {
        for (const boarding of this.#waiting) this.#seek(boarding);
      },
      onClose: (reason, accounts) => {
        this.#carriers.delete(carrier);
        if (reason.kind !== 'closedByUs') observer.onSharedSocketLost(resellerId, reason, accounts);
        this.#settleGate();
      },
    });
    this.#carriers.add(carrier);
    // Whoever the gate was asked for goes to that host even if it avoids it: there is no better one.
    const first = this.#mostWanted;
    if (first !== undefined) this.#board(first, carrier);
    for (const boarding of this.#waiting) this.#seek(boarding);
  }
}

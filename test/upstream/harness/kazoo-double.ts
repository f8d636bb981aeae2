import { type ErrorCode, GatewayError } from '../../../src/errors.ts';
import type { BlackholeConnectionListener } from '../../../src/kazoo/blackhole/blackhole-connection.ts';
import type { BlackholeCommand, BlackholeEvent } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import type { DisconnectReason } from '../../../src/kazoo/blackhole/disconnect-reason.ts';
import type { SharedConnection } from '../../../src/upstream/carriers/carrier.ts';

/** More than that are sent at once only by what does not ask whether the socket is ready. */
export const maxInFlight = 10;

/** A command that waits for its reply, which is given once. */
export interface SentCommand extends BlackholeCommand {
  readonly confirm: () => void;
  /** `said` are Kazoo's own words. */
  readonly refuse: (code: ErrorCode, said?: string) => void;
}

/** The gateway's end of a blackhole socket, to which happens only what the test says. */
export class SocketDouble implements SharedConnection {
  readonly url: string;
  /** All that were sent, oldest first. */
  readonly commands: SentCommand[] = [];
  isOpen = false;
  isClosed = false;
  answeredAtMs = 0;
  rateLimitedAtMs = 0;
  /** The token of the first confirmed command. */
  identity: string | undefined;
  completeUntilMs: number | undefined;
  unprovenFrom: Date | undefined;
  /** As the first confirmed command shows. */
  speaksKazoo5 = false;
  readonly #listener: BlackholeConnectionListener;
  readonly #unanswered = new Set<SentCommand>();
  #drains: (() => void)[] = [];

  constructor(url: string, listener: BlackholeConnectionListener) {
    this.url = url;
    this.#listener = listener;
  }

  get isReadyForCommand(): boolean {
    return this.#unanswered.size < maxInFlight;
  }

  command(command: BlackholeCommand, onConfirmed?: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent: SentCommand = {
        ...command,
        confirm: () => {
          this.#unanswered.delete(sent);
          this.answeredAtMs = performance.now();
          this.identity ??= command.token;
          onConfirmed?.();
          resolve();
          this.#listener.onReadyForCommand();
        },
        refuse: (code, said) => {
          this.#unanswered.delete(sent);
          if (code !== 'UPSTREAM_TIMEOUT' && code !== 'UPSTREAM_UNAVAILABLE') this.answeredAtMs = performance.now();
          reject(new GatewayError(code, `answered with ${code}`, { cause: new Error(said) }));
          if (!this.isClosed) this.#listener.onReadyForCommand();
        },
      };
      this.commands.push(sent);
      this.#unanswered.add(sent);
    });
  }

  drained(): Promise<void> {
    return new Promise((resolve) => this.#drains.push(resolve));
  }

  /** As a real one's, the end follows later. */
  close(): void {
    queueMicrotask(() => this.end('closedByUs'));
  }

  open(): void {
    this.isOpen = true;
    this.#listener.onOpen();
  }

  bring(event: BlackholeEvent): void {
    this.#listener.onEvent(event);
  }

  overflow(from: Date, certain: boolean): void {
    this.#listener.onOverflow(from, certain);
  }

  /** Answers all that asked so far whether everything is read. */
  drain(): void {
    for (const resolve of this.#drains.splice(0)) resolve();
  }

  /** Whether somebody waits for everything to be read. */
  get isDraining(): boolean {
    return this.#drains.length > 0;
  }

  /** Confirms what was not answered yet. */
  confirmAll(): void {
    for (const command of [...this.#unanswered]) command.confirm();
  }

  end(kind: DisconnectReason['kind'] = 'closed', completeUntilMs?: number): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const command of this.#unanswered) command.refuse('UPSTREAM_UNAVAILABLE');
    this.#listener.onClose({ kind, message: `ended: ${kind}` }, completeUntilMs);
  }

  /** The commands, in words. */
  get said(): string[] {
    return this.commands.map(({ action, binding }) => `${action} ${binding}`);
  }
}

/** A Kazoo whose sockets are doubles. */
export class KazooDouble {
  /** All that were ever connected, oldest first. */
  readonly sockets: SocketDouble[] = [];

  readonly connect = (url: string, listener: BlackholeConnectionListener): SocketDouble => {
    const socket = new SocketDouble(url, listener);
    this.sockets.push(socket);
    return socket;
  };

  /** The latest socket. */
  get socket(): SocketDouble {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('nobody has connected');
    return socket;
  }
}

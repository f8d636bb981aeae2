import { GatewayError } from '../../errors.ts';
import type { BlackholeConnection, BlackholeConnectionListener } from '../../kazoo/blackhole/blackhole-connection.ts';
import type { BlackholeCommand } from '../../kazoo/blackhole/blackhole-protocol.ts';

/** Whose token opens the socket: any that still may see the account. */
export interface TokenSource {
  tokenFor(accountId: string): string | undefined;
  /** Kazoo refused this token; offer another next time. */
  refuseToken(token: string): void;
  /** Kazoo says that the token may not see this account (any more). True when another one is left to try. */
  forbidToken(token: string, accountId: string): boolean;
}

type Connection = Pick<BlackholeConnection, 'isReadyForCommand' | 'command' | 'drained' | 'close'>;

export interface AccountSocketOptions {
  readonly accountId: string;
  readonly connect: (url: string, listener: BlackholeConnectionListener) => Connection;
  readonly tokens: TokenSource;
  readonly onCommand: (action: BlackholeCommand['action'], outcome: 'success' | GatewayError['code']) => void;
  /** How often a subscribe that gets no reply is sent before it counts as failed. */
  readonly maxUnansweredSubscribes: number;
}

export interface AccountSocketListener extends BlackholeConnectionListener {
  /** Kazoo dropped the reply to a command, and perhaps events with it: since 4.3.116 it drops what it cannot send at once (protocol.md "Pressure"). */
  onReplyLost(askedAt: Date): void;
}

/** Unwanted frames that a socket may bring before it counts as stale; a few are still on their way after any unsubscribe. */
const toleratedUnwantedFrames = 50;

/** A blackhole socket that carries the bindings of one account. */
export class AccountSocket {
  readonly url: string;
  readonly #options: AccountSocketOptions;
  readonly #listener: AccountSocketListener;
  readonly #connection: Connection;
  #unwantedFrames = 0;
  #hasLeftovers = false;
  /** Whose socket it is: the token of the first command that succeeded; no later one is looked at (scene 1.4). */
  #identity: string | undefined;

  constructor(url: string, options: AccountSocketOptions, listener: AccountSocketListener) {
    this.url = url;
    this.#options = options;
    this.#listener = listener;
    this.#connection = options.connect(url, listener);
  }

  /**
   * Whether the socket holds what nobody wants and no command takes back: on 4.3.0 to 4.3.90 an unsubscribe removes nothing, and a command
   * without a reply may have taken effect. Only closing the socket releases that (protocol.md "Unsubscribe is dangerous").
   */
  get isStale(): boolean {
    return this.#hasLeftovers || this.#unwantedFrames > toleratedUnwantedFrames;
  }

  /** Whether a command would be sent at once. */
  get isReadyForCommand(): boolean {
    return this.#connection.isReadyForCommand;
  }

  countUnwantedFrame(): void {
    this.#unwantedFrames += 1;
  }

  /**
   * Resolves when Kazoo confirmed, after `onConfirmed`; otherwise with why not. A reply can be lost after the command took effect (protocol.md "Pressure"):
   * subscribing again does no harm, so it is repeated.
   */
  async subscribe(binding: string, onConfirmed?: () => void): Promise<GatewayError | undefined> {
    const { accountId, tokens, maxUnansweredSubscribes } = this.#options;
    let unanswered = 0;
    for (;;) {
      const token = tokens.tokenFor(accountId);
      if (token === undefined) {
        return new GatewayError('UNAUTHENTICATED', 'Nobody who listens holds a token that Kazoo accepts.');
      }
      const error = await this.#command('subscribe', binding, token, onConfirmed);
      if (error === undefined) {
        this.#identity ??= token;
        return undefined;
      }
      const { scope } = error.meaning;
      if (scope === 'token') {
        tokens.refuseToken(token);
      } else if (scope === 'account') {
        if (!tokens.forbidToken(this.#identity ?? token, accountId)) return error;
        if (this.#identity !== undefined) return this.#giveUpIdentity();
      } else if (error.code === 'UPSTREAM_TIMEOUT') {
        unanswered += 1;
        if (unanswered < maxUnansweredSubscribes) continue;
        this.#hasLeftovers = true;
        return error;
      } else {
        return error;
      }
    }
  }

  /** The socket cannot change its identity; the next one begins with another token. */
  #giveUpIdentity(): GatewayError {
    this.close();
    return new GatewayError('UPSTREAM_UNAVAILABLE', 'Kazoo took the account away from whoever opened the connection.');
  }

  /** Resolves when Kazoo answered, or never will. It is sent once, whatever comes of it: a second one could silence others. */
  async unsubscribe(binding: string): Promise<void> {
    const { accountId, tokens } = this.#options;
    // The socket has its identity by now; the token is not looked at any more.
    const error = await this.#command('unsubscribe', binding, tokens.tokenFor(accountId) ?? '');
    if (error?.code === 'UPSTREAM_TIMEOUT') this.#hasLeftovers = true;
  }

  /** Resolves when everything that Kazoo sent before now has been read; never, when the socket closes first. */
  drained(): Promise<void> {
    return this.#connection.drained();
  }

  /** Releases everything that the socket holds. Idempotent. */
  close(): void {
    this.#connection.close();
  }

  async #command(
    action: BlackholeCommand['action'],
    binding: string,
    token: string,
    onConfirmed?: () => void,
  ): Promise<GatewayError | undefined> {
    const { accountId, onCommand } = this.#options;
    const askedAt = new Date();
    try {
      await this.#connection.command({ action, accountId, binding, token }, onConfirmed);
      onCommand(action, 'success');
      return undefined;
    } catch (cause) {
      const error =
        cause instanceof GatewayError
          ? cause
          : new GatewayError('UPSTREAM_UNAVAILABLE', 'The command could not be sent to Kazoo.', { cause });
      onCommand(action, error.code);
      if (error.code === 'UPSTREAM_TIMEOUT') this.#listener.onReplyLost(askedAt);
      return error;
    }
  }
}

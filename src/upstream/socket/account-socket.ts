import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeConnection, BlackholeConnectionListener } from '../../kazoo/blackhole/blackhole-connection.ts';
import type { BlackholeCommand } from '../../kazoo/blackhole/blackhole-protocol.ts';
import { refusesConferenceForm } from '../../kazoo/blackhole/command-queue.ts';
import { isWholeConference, kazoo5Refusal, kazoo5Text } from '../../kazoo/blackhole/kazoo-5-binding.ts';
import { SentBindings } from './sent-bindings.ts';

/** Offers the tokens that may open an account's socket: those that still may see the account. */
export interface TokenSource {
  /** Undefined when there is none (any more). */
  tokenFor(accountId: string): string | undefined;
  /** Kazoo does not accept the token: it must not be offered again. */
  refuseToken(token: string): void;
  /**
   * Kazoo says that the token may not see this account (any more). True when another one is left to
   * try.
   */
  forbidToken(token: string, accountId: string): boolean;
}

type Connection = Pick<
  BlackholeConnection,
  'isReadyForCommand' | 'rateLimitedAtMs' | 'speaksKazoo5' | 'unprovenFrom' | 'command' | 'drained' | 'close'
>;

/** Opens a connection to blackhole. */
export type Connect = (url: string, listener: BlackholeConnectionListener) => Connection;

export interface CommandObserver {
  onCommand(action: BlackholeCommand['action'], outcome: 'success' | GatewayError['code']): void;
}

export interface AccountSocketOptions {
  readonly accountId: string;
  readonly connect: Connect;
  readonly tokens: TokenSource;
  /** How often a subscribe that gets no reply is sent before it counts as failed. */
  readonly maxUnansweredSubscribes: number;
  readonly observer: CommandObserver;
}

export type AccountSocketListener = BlackholeConnectionListener;

/**
 * How long after Kazoo's reply to a subscribe an event may still be missed, in milliseconds: master
 * and all before 4.3.120 reply first and have the binding made afterwards (protocol.md "Pressure":
 * 1 of 50 events that came right behind the reply was lost, 20 of 50 on 4.3.90). Nothing says how
 * long that takes; it is a few messages between processes of one node and one round trip to its
 * broker, and this is far more.
 */
export const bindingLagMs = 250;

/**
 * Unwanted frames that a socket may bring before it counts as stale; a few are on their way after
 * any unsubscribe.
 */
const toleratedUnwantedFrames = 50;

/** A blackhole socket that carries the bindings of one account. */
export class AccountSocket {
  readonly url: string;
  readonly #options: AccountSocketOptions;
  readonly #connection: Connection;
  #unwantedFrames = 0;
  #hasLeftovers = false;
  /**
   * Whose socket it is: the token of the first command that succeeded; no later one is looked at
   * (scene 1.4).
   */
  #identity: string | undefined;
  readonly #sent = new SentBindings();

  constructor(url: string, options: AccountSocketOptions, listener: AccountSocketListener) {
    this.url = url;
    this.#options = options;
    this.#connection = options.connect(url, {
      ...listener,
      onEvent: (event) => listener.onEvent(this.#sent.withOwnKey(event)),
    });
  }

  /**
   * Whether the socket holds what nobody wants and no command takes back: on 4.3.0 to 4.3.90 an
   * unsubscribe removes nothing, and a command without a reply may have taken effect. Only closing
   * the socket releases that (protocol.md "Unsubscribe is dangerous").
   */
  get isStale(): boolean {
    return this.#hasLeftovers || this.#unwantedFrames > toleratedUnwantedFrames;
  }

  /** Whether a command would be sent at once. */
  get isReadyForCommand(): boolean {
    return this.#connection.isReadyForCommand;
  }

  /** Whether the socket is known to lead to Kazoo 5 as it ships: its first success shows that. */
  get speaksKazoo5(): boolean {
    return this.#connection.speaksKazoo5;
  }

  /**
   * The last moment at which a command that Kazoo's rate limit had refused waited to be sent again,
   * by `performance.now()`: now, while one does; 0 when none ever did.
   */
  get rateLimitedAtMs(): number {
    return this.#connection.rateLimitedAtMs;
  }

  /**
   * The earliest moment since which Kazoo may have dropped something of which nobody is told yet;
   * undefined when it cannot have.
   */
  get unprovenFrom(): Date | undefined {
    return this.#connection.unprovenFrom;
  }

  countUnwantedFrame(): void {
    this.#unwantedFrames += 1;
  }

  /**
   * Resolves with undefined when Kazoo confirmed, after `onConfirmed`; with the error when it did
   * not. A reply can be lost after the command took effect (protocol.md "Pressure"): subscribing
   * again does no harm, so it is repeated. The binding is sent as the socket's version writes it,
   * and refused where that version would leave events out.
   */
  async subscribe(binding: Binding, onConfirmed?: () => void): Promise<GatewayError | undefined> {
    const text = this.speaksKazoo5 ? kazoo5Text(binding) : binding.text;
    const confirmed = () => (this.#refusalOf(binding) === undefined ? onConfirmed?.() : undefined);
    const error = this.#refusalOf(binding) ?? (await this.#ask(binding, text, confirmed));
    if (error !== undefined) {
      const isOfKazoo5 = text === binding.text && isWholeConference(binding) && refusesConferenceForm(error);
      return isOfKazoo5 ? this.#ask(binding, kazoo5Text(binding), onConfirmed) : error;
    }
    // The first reply tells the version.
    const refusal = this.#refusalOf(binding);
    if (refusal !== undefined) await this.unsubscribe(binding);
    return refusal;
  }

  /**
   * Subscribes all of the bindings with one command, or none: only where `speaksKazoo5`. Resolves
   * as `subscribe` does.
   */
  subscribeAll(bindings: readonly Binding[], onConfirmed: () => void): Promise<GatewayError | undefined> {
    const refusal = bindings.map((binding) => this.#refusalOf(binding)).find((error) => error !== undefined);
    if (refusal !== undefined) return Promise.resolve(refusal);
    const texts = bindings.map(kazoo5Text);
    return this.#persist(texts, () => {
      for (const [index, binding] of bindings.entries()) this.#sent.add(binding, texts[index] ?? binding.text);
      onConfirmed();
    });
  }

  #refusalOf(binding: Binding): GatewayError | undefined {
    return this.speaksKazoo5 ? kazoo5Refusal(binding, this.#options.accountId) : undefined;
  }

  #ask(binding: Binding, text: string, onConfirmed: (() => void) | undefined): Promise<GatewayError | undefined> {
    return this.#persist(text, () => {
      this.#sent.add(binding, text);
      onConfirmed?.();
    });
  }

  async #persist(binding: BlackholeCommand['binding'], onConfirmed: () => void): Promise<GatewayError | undefined> {
    const { accountId, tokens, maxUnansweredSubscribes } = this.#options;
    let unanswered = 0;
    for (;;) {
      const token = tokens.tokenFor(accountId);
      if (token === undefined) {
        return new GatewayError('UNAUTHENTICATED', 'Kazoo accepts the token of none of those who listen.');
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

  /**
   * Resolves when Kazoo answered, or never will, with the error if any. The command is sent once: a
   * second one could silence other sockets.
   */
  async unsubscribe(binding: Binding): Promise<GatewayError | undefined> {
    const { accountId, tokens } = this.#options;
    // The socket has its identity by now; the token is not looked at any more.
    const error = await this.#command('unsubscribe', this.#sent.take(binding), tokens.tokenFor(accountId) ?? '');
    if (error?.code === 'UPSTREAM_TIMEOUT') this.#hasLeftovers = true;
    return error;
  }

  /**
   * Resolves when everything that Kazoo sent before now has been read; never, when the socket
   * closes first.
   */
  drained(): Promise<void> {
    return this.#connection.drained();
  }

  /** Releases everything that the socket holds. Idempotent. */
  close(): void {
    this.#connection.close();
  }

  async #command(
    action: BlackholeCommand['action'],
    binding: BlackholeCommand['binding'],
    token: string,
    onConfirmed?: () => void,
  ): Promise<GatewayError | undefined> {
    const { accountId, observer } = this.#options;
    try {
      await this.#connection.command({ action, accountId, binding, token }, onConfirmed);
      observer.onCommand(action, 'success');
      return undefined;
    } catch (cause) {
      const error =
        cause instanceof GatewayError
          ? cause
          : new GatewayError('UPSTREAM_UNAVAILABLE', 'The command could not be sent to Kazoo.', { cause });
      observer.onCommand(action, error.code);
      return error;
    }
  }
}

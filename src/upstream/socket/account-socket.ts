import { GatewayError } from '../../errors.ts';
import { type Binding, isCall } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeConnection, BlackholeConnectionListener } from '../../kazoo/blackhole/blackhole-connection.ts';
import type { BlackholeCommand } from '../../kazoo/blackhole/blackhole-protocol.ts';
import {
  isWholeConference,
  kazoo5Refusal,
  kazoo5Text,
  refusesConferenceForm,
} from '../../kazoo/blackhole/kazoo-5-binding.ts';
import { HeldBindings } from './held-bindings.ts';
import type { TokenSource } from './token-source.ts';

/** The account's connection to blackhole, or its share of one. */
export type SocketConnection = Pick<
  BlackholeConnection,
  | 'isReadyForCommand'
  | 'answeredAtMs'
  | 'rateLimitedAtMs'
  | 'speaksKazoo5'
  | 'identity'
  | 'unprovenFrom'
  | 'command'
  | 'drained'
  | 'close'
>;

export interface CommandObserver {
  onCommand(action: BlackholeCommand['action'], outcome: 'success' | GatewayError['code']): void;
}

export interface AccountSocketOptions {
  readonly accountId: string;
  /** The reseller whose socket it is a share of, which carries calls only; absent: its own. */
  readonly resellerId?: string;
  readonly connect: (url: string, listener: AccountSocketListener) => SocketConnection;
  readonly tokens: TokenSource;
  /** How often a subscribe that gets no reply is sent before it counts as failed. */
  readonly maxUnansweredSubscribes: number;
  readonly observer: CommandObserver;
}

export interface AccountSocketListener extends BlackholeConnectionListener {
  /** Another socket should carry the account. A socket of its own never calls it. */
  onCrowded(): void;
}

/**
 * Unwanted frames that a socket may bring before it counts as stale; a few are on their way after
 * any unsubscribe.
 */
const toleratedUnwantedFrames = 50;

/** A blackhole socket, or a share of one, that carries the bindings of one account. */
export class AccountSocket {
  readonly url: string;
  readonly #options: AccountSocketOptions;
  readonly #connection: SocketConnection;
  #unwantedFrames = 0;
  #hasLeftovers = false;
  readonly #held = new HeldBindings();

  constructor(url: string, options: AccountSocketOptions, listener: AccountSocketListener) {
    this.url = url;
    this.#options = options;
    this.#connection = options.connect(url, {
      ...listener,
      onEvent: (event) => listener.onEvent(this.#held.withOwnKey(event)),
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

  /** The reseller whose socket carries the account; undefined for a socket of its own. */
  get resellerId(): string | undefined {
    return this.#options.resellerId;
  }

  /** Whether it may carry the binding: a shared socket only where events name their account. */
  canCarry(binding: Binding): boolean {
    return this.resellerId === undefined || isCall(binding);
  }

  /** Whether a command would be sent at once. */
  get isReadyForCommand(): boolean {
    return this.#connection.isReadyForCommand;
  }

  /** Whether the socket is known to lead to Kazoo 5 as it ships: its first success shows that. */
  get speaksKazoo5(): boolean {
    return this.#connection.speaksKazoo5;
  }

  /** When Kazoo last answered a command of the socket, by `performance.now()`; 0: never. */
  get answeredAtMs(): number {
    return this.#connection.answeredAtMs;
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
   *
   * @param attempts how often it is sent while no reply comes. Default: as the options say
   */
  async subscribe(binding: Binding, onConfirmed?: () => void, attempts?: number): Promise<GatewayError | undefined> {
    const text = this.speaksKazoo5 ? kazoo5Text(binding) : binding.text;
    const error = await this.#ask([binding], text, onConfirmed, attempts);
    if (error === undefined || text !== binding.text) return error;
    const isOfKazoo5 = isWholeConference(binding) && refusesConferenceForm(error);
    return isOfKazoo5 ? this.#ask([binding], kazoo5Text(binding), onConfirmed, attempts) : error;
  }

  /**
   * Subscribes all of the bindings with one command, or none: only where the socket leads to Kazoo
   * 5, or may do so; any other refuses it. Resolves as `subscribe` does.
   */
  subscribeAll(bindings: readonly Binding[], onConfirmed?: () => void): Promise<GatewayError | undefined> {
    return this.#ask(bindings, bindings.map(kazoo5Text), onConfirmed);
  }

  /** @param asked what is sent for the bindings: one text for one of them, or a list */
  async #ask(
    bindings: readonly Binding[],
    asked: BlackholeCommand['binding'],
    onConfirmed: (() => void) | undefined,
    attempts = this.#options.maxUnansweredSubscribes,
  ): Promise<GatewayError | undefined> {
    const refusal = this.#refusalOf(bindings);
    if (refusal !== undefined) return refusal;
    const texts = typeof asked === 'string' ? [asked] : asked;
    // What is asked for counts as held: an unsubscribe that follows takes effect after it.
    for (const [index, binding] of bindings.entries()) this.#held.add(binding, texts[index] ?? binding.text);
    let lateRefusal: GatewayError | undefined;
    const error = await this.#persist(asked, attempts, () => {
      // The first reply tells the version.
      lateRefusal = this.#refusalOf(bindings);
      if (lateRefusal === undefined) onConfirmed?.();
    });
    // Without a reply it may have taken effect.
    if (error !== undefined && error.code !== 'UPSTREAM_TIMEOUT') for (const each of bindings) this.#held.delete(each);
    if (lateRefusal !== undefined) await Promise.all(bindings.map((binding) => this.unsubscribe(binding)));
    return error ?? lateRefusal;
  }

  #refusalOf(bindings: readonly Binding[]): GatewayError | undefined {
    if (!this.speaksKazoo5) return undefined;
    const { accountId } = this.#options;
    return bindings.map((binding) => kazoo5Refusal(binding, accountId)).find((refusal) => refusal !== undefined);
  }

  async #persist(
    binding: BlackholeCommand['binding'],
    attempts: number,
    onConfirmed: () => void,
  ): Promise<GatewayError | undefined> {
    const { accountId, tokens } = this.#options;
    let unanswered = 0;
    for (;;) {
      // Once the socket has an identity no token is looked at.
      const token = tokens.tokenFor(accountId) ?? this.#connection.identity;
      if (token === undefined) return this.#giveUp('blackhole takes the token of nobody who listens');
      const error = await this.#command('subscribe', binding, token, onConfirmed);
      if (error === undefined) return undefined;
      const { scope } = error.meaning;
      if (scope === 'token') {
        tokens.refuseToken(token, accountId);
        if (this.#connection.identity !== undefined) return this.#giveUp('blackhole takes the token no longer');
      } else if (scope === 'account') {
        tokens.forbidToken(this.#connection.identity ?? token, accountId);
        // The socket cannot change its identity; the next one begins with another token, or later with this one.
        if (this.#connection.identity !== undefined || tokens.tokenFor(accountId) === token)
          return this.#giveUp('Kazoo took the account away from who opened the socket');
      } else if (error.code === 'UPSTREAM_TIMEOUT') {
        unanswered += 1;
        if (unanswered < attempts) continue;
        this.#hasLeftovers = true;
        return error;
      } else {
        return error;
      }
    }
  }

  /** What follows the socket restores the topics, after a pause. */
  #giveUp(why: string): GatewayError {
    this.#connection.close(why);
    return new GatewayError('UPSTREAM_UNAVAILABLE', `The connection to Kazoo is given up: ${why}.`);
  }

  /**
   * Resolves when Kazoo answered, or never will, with the error if any. The command is sent once: a
   * second one could silence other sockets. It is not sent at all where Kazoo 5 would take away
   * what the socket still holds: the binding goes when a stale socket is replaced.
   */
  async unsubscribe(binding: Binding): Promise<GatewayError | undefined> {
    if (this.speaksKazoo5 && this.#held.isCountedWithOthers(binding)) {
      this.#hasLeftovers = true;
      return undefined;
    }
    const { accountId, tokens } = this.#options;
    // The socket has its identity by now; the token is not looked at any more.
    const error = await this.#command('unsubscribe', this.#held.delete(binding), tokens.tokenFor(accountId) ?? '');
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

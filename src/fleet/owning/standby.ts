import { isOfRealm } from '../../kazoo/blackhole/binding.ts';
import type { AccountEntry } from '../entries/account-entry.ts';
import type { FleetLog } from '../log/fleet-log.ts';
import type { OwnConnection } from '../source/own-connection.ts';
import { unionOfWants } from './union-of-wants.ts';

/** A message that wants have changed may be lost. */
const askAgainMs = 15_000;
/** A connection that nobody uses is closed by then. */
const restMs = 5_000;

/** Keeps an own connection for an account beside that of its owner, so as to replace it at once. */
export class Standby {
  readonly #accountId: string;
  readonly #log: Pick<FleetLog, 'wants'>;
  readonly #connection: OwnConnection;
  readonly #onFault: (error: unknown) => void;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #isWanted = false;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(
    accountId: string,
    log: Pick<FleetLog, 'wants'>,
    connection: OwnConnection,
    onFault: (error: unknown) => void,
  ) {
    this.#accountId = accountId;
    this.#log = log;
    this.#connection = connection;
    this.#onFault = onFault;
  }

  /** Whether any instance wants the account, as far as is known. */
  get isWanted(): boolean {
    return this.#connection.isStandingBy && this.#isWanted;
  }

  /** To be called now and then while this instance is the standby; begins with the first call. */
  keep(): void {
    // One that serves the clients of this instance, or did, is closed first.
    if (!this.#connection.isStandingBy && this.#connection.isOpen) return;
    if (!this.#connection.isStandingBy) {
      if (performance.now() < this.#restsUntilMs) return;
      this.#connection.standBy();
      this.#askedAtMs = Number.NEGATIVE_INFINITY;
    }
    if (performance.now() - this.#askedAtMs >= askAgainMs) void this.#ask();
  }

  /** What is wanted of the account has changed. */
  wantsChanged(): void {
    if (this.#connection.isStandingBy) void this.#ask();
  }

  /**
   * Hot: the log brings an entry. Where the owner subscribed presence anew, the realm may have
   * changed: bindings that Kazoo made with the former one bring another account's events by now.
   */
  brought(entry: AccountEntry): void {
    if (entry.kind !== 'gap' || !entry.gap.certain || !this.#connection.isStandingBy) return;
    // As it stands: whoever may write to the engine may write what is no binding.
    if (!isOfRealm({ text: entry.binding })) return;
    this.#restsUntilMs = performance.now() + restMs;
    this.#connection.close();
  }

  /** Forgets what the connection brought and the log did not. Idempotent. */
  end(): void {
    if (this.#connection.isStandingBy) this.#connection.close();
  }

  async #ask(): Promise<void> {
    this.#askedAtMs = performance.now();
    try {
      const { byInstance } = await this.#log.wants(this.#accountId);
      if (!this.#connection.isStandingBy) return;
      const wanted = unionOfWants(byInstance);
      this.#isWanted = wanted.size > 0;
      this.#connection.want(wanted);
    } catch (error) {
      // It is asked again.
      this.#onFault(error);
    }
  }
}

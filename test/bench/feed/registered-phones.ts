import type { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';

/** The phones of an account, of which Kazoo tells in its list alone. */
export class RegisteredPhones {
  readonly #kazoo: KazooSimulator;
  readonly #account: ReturnType<KazooSimulator['directory']['account']>;
  #registrations = 0;

  constructor(kazoo: KazooSimulator, accountName: string) {
    this.#kazoo = kazoo;
    this.#account = kazoo.directory.account(accountName);
  }

  /** How often Kazoo was asked for the list, among the latest requests. */
  get polls(): number {
    return this.#kazoo.crossbar.requests.filter(({ path }) => path.endsWith('/registrations')).length;
  }

  /** The first of them registers with another version of its software. */
  registerAnew(): void {
    const [phone] = this.#account.devices;
    if (phone === undefined) throw new TypeError('The account has no phone.');
    this.#registrations += 1;
    this.#account.devices[0] = { ...phone, userAgent: `Phone/${this.#registrations}` };
  }
}

import type { SocketSource } from '../socket/socket-source.ts';
import { Carriers, type CarriersOptions } from './carriers.ts';
import { ResellerTokens } from './reseller-tokens.ts';

export type ResellerSocketsOptions = Omit<CarriersOptions, 'resellerId'>;

/** The sockets of all resellers that accounts below them share. */
export class ResellerSockets {
  readonly #options: ResellerSocketsOptions;
  readonly #byReseller = new Map<string, Carriers>();

  /** @param options with the tokens of all accounts */
  constructor(options: ResellerSocketsOptions) {
    this.#options = options;
  }

  /** The number of sockets that are open. */
  get sockets(): number {
    return [...this.#byReseller.values()].reduce((sum, { sockets }) => sum + sockets, 0);
  }

  /** Where an account below the reseller gets its share from. */
  sourceFor(resellerId: string, accountId: string): SocketSource {
    return {
      resellerId,
      enter: (...entrant) => this.#carriersOf(resellerId).enter(accountId, ...entrant),
      hasHostBeside: (urls) => this.#options.gate.hasHostBeside(urls),
    };
  }

  #carriersOf(resellerId: string): Carriers {
    const existing = this.#byReseller.get(resellerId);
    if (existing !== undefined) return existing;
    const tokens = new ResellerTokens(this.#options.tokens, resellerId);
    const carriers = new Carriers({ ...this.#options, resellerId, tokens }, () => this.#byReseller.delete(resellerId));
    this.#byReseller.set(resellerId, carriers);
    return carriers;
  }
}

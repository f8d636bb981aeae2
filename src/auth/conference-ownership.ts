import { LRUCache } from 'lru-cache';
import type { ClientInfo } from '../kazoo/client-info.ts';

export interface ConferenceOwnershipOptions {
  /** Asks Kazoo. @throws `FORBIDDEN` when the conference is not of the account, or what made asking impossible. */
  readonly confirmConference: (
    token: string,
    accountId: string,
    conferenceId: string,
    clientInfo: ClientInfo,
  ) => Promise<void>;
  /** How long a yes counts. */
  readonly confirmedForMs: number;
  readonly maxEntries: number;
}

/**
 * Which conferences belong to which account. Kazoo does not ask when someone subscribes to the commands of one (events.md section 7). A yes
 * is good for all who may see the account; a no is asked again, since a conference can be made at any time.
 */
export class ConferenceOwnership {
  readonly #confirmConference: ConferenceOwnershipOptions['confirmConference'];
  readonly #confirmed: LRUCache<string, true>;

  constructor({ confirmConference, confirmedForMs, maxEntries }: ConferenceOwnershipOptions) {
    this.#confirmConference = confirmConference;
    this.#confirmed = new LRUCache({ max: maxEntries, ttl: confirmedForMs });
  }

  /** Resolves if the account has the conference. The token may act on the account. @throws as `confirmConference` does. */
  async check(token: string, accountId: string, conferenceId: string, clientInfo: ClientInfo): Promise<void> {
    const key = `${accountId} ${conferenceId}`;
    if (this.#confirmed.has(key)) return;
    await this.#confirmConference(token, accountId, conferenceId, clientInfo);
    this.#confirmed.set(key, true);
  }
}

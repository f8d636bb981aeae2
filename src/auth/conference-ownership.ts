import { LRUCache } from 'lru-cache';
import type { ClientInfo } from '../kazoo/client-info.ts';
import { byteLimit } from '../scheduling/byte-limit.ts';
import type { MaybePromise } from '../scheduling/steps.ts';

export interface ConferenceOwnershipOptions {
  /**
   * Asks Kazoo.
   *
   * @throws `FORBIDDEN` when the account has no such conference, or the reason why Kazoo gave no
   * answer.
   */
  readonly confirmConference: (
    token: string,
    accountId: string,
    conferenceId: string,
    clientInfo: ClientInfo,
  ) => Promise<void>;
  /** How long a confirmation counts. */
  readonly confirmedForMs: number;
  /** The most that is kept. */
  readonly maxBytes: number;
}

/**
 * Which conferences belong to which account. Kazoo does not check that when a client subscribes to
 * a conference's commands (events.md section 7). A confirmation counts for every session that may
 * see the account; a refusal is not kept, since a conference can be created at any time.
 */
export class ConferenceOwnership {
  readonly #confirmConference: ConferenceOwnershipOptions['confirmConference'];
  readonly #confirmed: LRUCache<string, true>;

  constructor({ confirmConference, confirmedForMs, maxBytes }: ConferenceOwnershipOptions) {
    this.#confirmConference = confirmConference;
    this.#confirmed = new LRUCache(byteLimit(maxBytes, confirmedForMs));
  }

  /**
   * Returns if the account has the conference: at once if that is known. The token must be
   * authorized for the account.
   *
   * @throws as `confirmConference` does, but never at once.
   */
  check(token: string, accountId: string, conferenceId: string, clientInfo: ClientInfo): MaybePromise<void> {
    const key = `${accountId} ${conferenceId}`;
    if (this.#confirmed.has(key)) return undefined;
    return this.#confirmConference(token, accountId, conferenceId, clientInfo).then(() => {
      this.#confirmed.set(key, true);
    });
  }
}

import { ownDocuments } from '../own-documents.js';

/** @typedef {import('./stream.js').Link} Link */
/**
 * What the gateway says of its connection to Kazoo for an account.
 *
 * @typedef {{ readonly state: string, readonly reason: string | null,
 * readonly retryAt: string | null }} KazooStatus
 */
/**
 * @typedef {{ status: KazooStatus | undefined, leave: () => void, readonly listeners: Set<() =>
 * void> }} Watched
 */
/** @typedef {{ readonly status: KazooStatus | undefined, leave(): void }} Following */

/**
 * Follows whether the gateway can hear Kazoo, for streams: all of one account over one link share a
 * subscription. Where that is refused, nothing is known.
 */
export class KazooWatch {
  /** @type {WeakMap<Link, Map<string | null, Watched>>} */
  #byLink = new WeakMap();

  /**
   * @param {Link} link
   * @param {string | null} accountId of the session, where it is null
   * @param {() => void} onChange
   * @returns {Following}
   */
  follow(link, accountId, onChange) {
    const byAccount = this.#byLink.get(link) ?? new Map();
    this.#byLink.set(link, byAccount);
    /** @type {Watched} */
    const watched = byAccount.get(accountId) ?? { status: undefined, leave: () => {}, listeners: new Set() };
    const listener = () => onChange();
    watched.listeners.add(listener);
    const forget = () => byAccount.get(accountId) === watched && byAccount.delete(accountId);
    if (!byAccount.has(accountId)) {
      byAccount.set(accountId, watched);
      this.#open(link, accountId, watched, forget);
    }
    return {
      get status() {
        return watched.status;
      },
      leave() {
        if (!watched.listeners.delete(listener) || watched.listeners.size > 0) return;
        forget();
        watched.leave();
      },
    };
  }

  /**
   * @param {Link} link
   * @param {string | null} accountId
   * @param {Watched} watched
   * @param {() => void} onEnd
   */
  #open(link, accountId, watched, onEnd) {
    /** @param {KazooStatus | undefined} status */
    const know = (status) => {
      watched.status = status;
      for (const listener of [...watched.listeners]) listener();
    };
    const operation = { query: ownDocuments.kazooStatus, variables: { accountId } };
    watched.leave = link.open(
      operation,
      undefined,
      {
        live() {},
        // While the gateway cannot be heard, nobody knows.
        lost: () => know(undefined),
        retry() {},
        result: ({ data }) => know(/** @type {{ streamStatus?: KazooStatus } | null} */ (data)?.streamStatus),
        cursor() {},
        gap() {},
        end() {
          onEnd();
          know(undefined);
        },
      },
      true,
    );
  }
}

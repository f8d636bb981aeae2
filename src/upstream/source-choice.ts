import type { Followers } from './followers.ts';
import type { AccountConnection } from './socket/account-connection.ts';
import type { SocketSource } from './socket/socket-source.ts';

/** Where an account can get its sockets from. */
export interface SocketSources {
  readonly own: SocketSource;
  sharedWith(resellerId: string): SocketSource;
}

/**
 * Chooses between a socket of the account's own and a share of a reseller's. Who follows an account
 * by itself gets one of its own, so that no reseller's stream is in its way; an account that only
 * resellers follow shares. The account is always on one of them, which holds everything: when that
 * changes, its topics move without a gap.
 */
export class SourceChoice {
  readonly #connection: Pick<AccountConnection, 'socket' | 'resellerId' | 'moveTo'>;
  readonly #sources: SocketSources;
  readonly #followers: Followers;
  readonly #needsOwn: () => boolean;
  readonly #lingerMs: number;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param needsOwn whether the account has a topic that no shared socket may carry
   * @param lingerMs how long a socket of its own stays when only resellers follow the account any
   *   more: who reloads a page comes back
   */
  constructor(
    connection: Pick<AccountConnection, 'socket' | 'resellerId' | 'moveTo'>,
    sources: SocketSources,
    followers: Followers,
    needsOwn: () => boolean,
    lingerMs: number,
  ) {
    this.#connection = connection;
    this.#sources = sources;
    this.#followers = followers;
    this.#needsOwn = needsOwn;
    this.#lingerMs = lingerMs;
  }

  /** To be called when something may have changed. */
  settle(): void {
    const wanted = this.#wanted;
    if (wanted === this.#connection.resellerId) {
      this.close();
    } else if (wanted === undefined || this.#connection.socket === undefined) this.#move();
    else this.#timer ??= setTimeout(() => this.#move(), this.#lingerMs);
  }

  /** Moves nothing any more, until `settle` is called. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #move(): void {
    this.close();
    const wanted = this.#wanted;
    this.#connection.moveTo(wanted === undefined ? this.#sources.own : this.#sources.sharedWith(wanted));
  }

  /** The reseller whose socket is to be shared. What only lingers stays where it is. */
  get #wanted(): string | undefined {
    const { areOwn, resellerIds } = this.#followers;
    const { resellerId: present } = this.#connection;
    if (areOwn) return undefined;
    const [first] = resellerIds;
    if (first === undefined) return present;
    if (this.#needsOwn()) return undefined;
    return present !== undefined && resellerIds.includes(present) ? present : first;
  }
}

import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { LoginCredentials } from '../../kazoo/requests/login-credentials.ts';
import { entryLimit } from '../../scheduling/entry-limit.ts';

/** What a login is counted by. Texts of a client are hashed: they may be long, or secret. */
export interface LoginKey {
  readonly account: string;
  /** Stands for a user of the account at one address; hashed credentials do not tell for whom. */
  readonly user: string;
  /** What `user` was before the account was known. */
  readonly formerUser: string;
  /** Stands for a user as `user` does, and tells hashed credentials apart. */
  readonly identity: string;
}

/** What Kazoo calls an account. */
export interface AccountNames {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly realm?: string | null | undefined;
}

/** To forget one lets an account have another budget. */
const maxSelectors = 50_000;
/** How long a selector is remembered that Kazoo has not confirmed again. */
const rememberedForMs = 24 * 3_600_000;

/**
 * The keys by which logins are counted. They follow what Kazoo compares (rest.md section 2): the
 * letters a to z and the digits of an account's name, and usernames in lower case. Names, realms
 * and numbers that are known to select one account share its key.
 */
export class LoginKeys {
  readonly #onLearned: (account: string, selector: string) => void;
  /** The ids of accounts by their selectors. */
  readonly #ids = new LRUCache<string, string>(entryLimit(maxSelectors, rememberedForMs));

  /** @param onLearned called when `selector`, which was an account key before, becomes `account` */
  constructor(onLearned: (account: string, selector: string) => void) {
    this.#onLearned = onLearned;
  }

  /** @param address an `addressBlock` */
  of(credentials: LoginCredentials, address: string): LoginKey {
    const selector = selectorOf(credentials);
    const account = this.#ids.get(selector) ?? selector;
    const { username, credentials: hashed } = credentials;
    const userOf = (of: string) => ['user', of, address, username?.toLowerCase()];
    const user = userOf(account);
    return { account, user: hashOf(user), formerUser: hashOf(userOf(selector)), identity: hashOf([...user, hashed]) };
  }

  /** Notes that the credentials select the account. */
  learn(credentials: LoginCredentials, accountId: string): void {
    this.#learn(selectorOf(credentials), accountId);
  }

  /** Notes by what names the account can be selected. */
  learnNames({ id, name, realm }: AccountNames): void {
    if (name) this.#learn(selectorOf({ accountName: name }), id);
    if (realm) this.#learn(selectorOf({ accountRealm: realm }), id);
  }

  #learn(selector: string, id: string): void {
    const known = this.#ids.get(selector);
    // The first stays: accounts that are given one name must not be a budget each for guesses at it.
    if (known !== undefined && known !== id) return;
    this.#ids.set(selector, id);
    if (known === undefined) this.#onLearned(id, selector);
  }
}

function selectorOf({ accountName, accountRealm, phoneNumber }: LoginCredentials): string {
  return hashOf(
    [accountName, accountRealm, phoneNumber].map((text) => text?.replace(/[^A-Za-z0-9]/g, '').toLowerCase()),
  );
}

function hashOf(words: readonly (string | null | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(words)).digest('base64');
}

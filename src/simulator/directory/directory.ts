import { createHash } from 'node:crypto';
import type { Account, NumberedDocument, User } from './account.ts';
import { apiKeyOf, idOf, normalisedName } from './account.ts';

export interface NewAccount {
  readonly name: string;
  readonly id?: string;
  readonly realm?: string;
  readonly phoneNumbers?: readonly string[];
  /** Default: the seeded reseller, where there is one. `null` makes a root. */
  readonly parentId?: string | null;
  readonly isReseller?: boolean;
  readonly isSuperduperAdmin?: boolean;
  readonly enabled?: boolean;
  readonly expiresAtMs?: number;
  readonly apiKey?: string;
  readonly createdAtMs?: number;
  readonly users?: readonly NewUser[];
}

export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly id?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly extension?: string;
  readonly privLevel?: 'admin' | 'user';
  readonly requiresMultiFactor?: boolean;
}

export interface NewConference {
  readonly id?: string;
  readonly name?: string;
  readonly number?: string;
}

export interface AccountSelector {
  readonly id?: string | undefined;
  readonly phoneNumber?: string | undefined;
  readonly realm?: string | undefined;
  readonly name?: string | undefined;
}

const firstExtension = 1_001;
const defaultCreatedAtMs = Date.UTC(2023, 0, 17, 9, 30, 45);
const credentialHashes = { md5: 'md5', sha: 'sha1' } as const;

export type CredentialMethod = keyof typeof credentialHashes;

/**
 * Accounts, their users and who may act for whom. Everything may be changed while the simulator
 * runs.
 */
export class Directory {
  readonly #accounts = new Map<string, Account>();
  readonly #denied = new Set<string>();

  get accounts(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  find(accountId: string): Account | undefined {
    return this.#accounts.get(accountId);
  }

  /** By exact name. @throws when there is none: a mistake in the test. */
  account(name: string): Account {
    const account = this.accounts.find((candidate) => candidate.name === name);
    if (account === undefined) throw new Error(`The simulator has no account named ${name}`);
    return account;
  }

  /** By exact user name. @throws when there is none. */
  user(accountName: string, username: string): User {
    const user = this.account(accountName).users.find((candidate) => candidate.username === username);
    if (user === undefined) throw new Error(`The account ${accountName} has no user ${username}`);
    return user;
  }

  addAccount(input: NewAccount): Account {
    const id = input.id ?? idOf('account', input.name);
    const parentId = input.parentId === undefined ? this.#defaultParentId() : input.parentId;
    const account: Account = {
      id,
      name: input.name,
      realm: input.realm ?? `${normalisedName(input.name)}.sip.example.net`,
      phoneNumbers: input.phoneNumbers ?? [],
      parentId: parentId ?? undefined,
      isReseller: input.isReseller ?? false,
      isSuperduperAdmin: input.isSuperduperAdmin ?? false,
      enabled: input.enabled ?? true,
      expiresAtMs: input.expiresAtMs,
      apiKey: input.apiKey ?? apiKeyOf(id),
      language: 'en-us',
      createdAtMs: input.createdAtMs ?? defaultCreatedAtMs,
      users: [],
      devices: [],
      voicemailBoxes: [],
      conferences: [],
      faxboxes: [],
      queues: [],
    };
    this.#accounts.set(id, account);
    for (const user of input.users ?? []) this.addUser(id, user);
    return account;
  }

  addUser(accountId: string, input: NewUser): User {
    const account = this.#accounts.get(accountId);
    if (account === undefined) throw new Error(`The simulator has no account ${accountId}`);
    const user: User = {
      id: input.id ?? idOf('user', accountId, input.username),
      username: input.username,
      password: input.password,
      firstName: input.firstName ?? input.username,
      lastName: input.lastName ?? '',
      extension: input.extension ?? String(firstExtension + account.users.length),
      privLevel: input.privLevel ?? 'admin',
      requiresMultiFactor: input.requiresMultiFactor ?? false,
    };
    account.users.push(user);
    return user;
  }

  /** The number is what people dial to enter. */
  addConference(accountId: string, { id, name = 'Conference', number = '3001' }: NewConference = {}): NumberedDocument {
    const account = this.#accounts.get(accountId);
    if (account === undefined) throw new Error(`The simulator has no account ${accountId}`);
    const conference = {
      id: id ?? idOf('conference', accountId, name, number),
      name,
      number,
      ownerId: account.users[0]?.id ?? '',
    };
    account.conferences.push(conference);
    return conference;
  }

  /** Accounts that a login may mean: phone number before realm before name (rest.md section 2). */
  select({ id, phoneNumber, realm, name }: AccountSelector): readonly Account[] {
    if (id !== undefined) return this.accounts.filter((account) => account.id === id);
    if (phoneNumber !== undefined) {
      return this.accounts.filter((account) => account.phoneNumbers.includes(phoneNumber));
    }
    if (realm !== undefined) return this.accounts.filter((account) => account.realm === realm.toLowerCase());
    if (name === undefined) return [];
    const wanted = normalisedName(name);
    return this.accounts.filter((account) => normalisedName(account.name) === wanted);
  }

  /** The user whose lower-cased name and exact password give this hash. */
  authenticate(account: Account, method: CredentialMethod, credentials: string): User | undefined {
    return account.users.find(({ username, password }) => {
      const hash = createHash(credentialHashes[method]).update(`${username.toLowerCase()}:${password}`);
      return hash.digest('hex') === credentials;
    });
  }

  /** From the parent up to the root. */
  ancestors(account: Account): readonly Account[] {
    const parent = account.parentId === undefined ? undefined : this.#accounts.get(account.parentId);
    return parent === undefined ? [] : [parent, ...this.ancestors(parent)];
  }

  children(accountId: string): readonly Account[] {
    return this.accounts.filter((account) => account.parentId === accountId);
  }

  descendants(accountId: string): readonly Account[] {
    return this.children(accountId).flatMap((child) => [child, ...this.descendants(child.id)]);
  }

  /**
   * The account itself, a descendant, or any account for a superduper admin (rest.md section 7).
   */
  mayActFor(actorId: string, accountId: string): boolean {
    if (this.#denied.has(`${actorId} ${accountId}`)) return false;
    const actor = this.#accounts.get(actorId);
    const account = this.#accounts.get(accountId);
    if (actor === undefined || account === undefined) return false;
    if (actor.isSuperduperAdmin || actor.id === account.id) return true;
    return this.ancestors(account).some((ancestor) => ancestor.id === actorId);
  }

  /**
   * From now on `actorId` may not act for `accountId`, whatever the tree says. Returns its undo.
   */
  takeAwayAuthority(actorId: string, accountId: string): () => void {
    const key = `${actorId} ${accountId}`;
    this.#denied.add(key);
    return () => {
      this.#denied.delete(key);
    };
  }

  resellerOf(account: Account): Account | undefined {
    return this.ancestors(account).find((ancestor) => ancestor.isReseller || ancestor.isSuperduperAdmin);
  }

  removeAccount(accountId: string): void {
    this.#accounts.delete(accountId);
  }

  #defaultParentId(): string | undefined {
    return this.accounts.find((account) => account.isReseller)?.id;
  }
}

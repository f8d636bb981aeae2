import { createHash } from 'node:crypto';

export interface User {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly extension: string;
  readonly privLevel: 'admin' | 'user';
  /** Crossbar asks for a second factor before it issues a token. */
  readonly requiresMultiFactor: boolean;
}

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly sipUsername: string;
  readonly userAgent: string;
  readonly contactIp: string;
}

/** A document that the simulator knows only by its id, its name and a number. */
export interface NumberedDocument {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly ownerId: string;
}

export interface Account {
  readonly id: string;
  readonly name: string;
  realm: string;
  readonly phoneNumbers: readonly string[];
  parentId: string | undefined;
  readonly isReseller: boolean;
  readonly isSuperduperAdmin: boolean;
  enabled: boolean;
  /** UNIX milliseconds; past it logins answer 400 and earlier tokens 401. */
  expiresAtMs: number | undefined;
  readonly apiKey: string;
  readonly language: string;
  readonly createdAtMs: number;
  readonly users: User[];
  readonly devices: Device[];
  readonly voicemailBoxes: NumberedDocument[];
  readonly conferences: NumberedDocument[];
  readonly faxboxes: NumberedDocument[];
  readonly queues: { readonly id: string; readonly name: string }[];
}

/** 32 hex characters that are the same in every run, so that ids can be read again in logs. */
export function idOf(...path: readonly string[]): string {
  return createHash('md5').update(path.join('/')).digest('hex');
}

export function apiKeyOf(accountId: string): string {
  return createHash('sha256').update(`api key/${accountId}`).digest('hex');
}

export function fullName(user: User): string {
  return `${user.firstName} ${user.lastName}`.trim();
}

/**
 * The form in which Crossbar compares account names: lower case, only letters and digits (rest.md
 * section 2).
 */
export function normalisedName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

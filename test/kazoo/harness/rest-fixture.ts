import { readFileSync } from 'node:fs';

export interface RestFixture {
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly response: { readonly status: number; readonly body: Readonly<Record<string, unknown>> };
}

/** A recorded exchange with Crossbar, by the name of its file between `rest.` and `.json`. */
export function restFixture(name: string): RestFixture {
  return JSON.parse(readFileSync(new URL(`../../fixtures/kazoo/rest.${name}.json`, import.meta.url), 'utf8'));
}

/** An exchange with Kazoo 5, by the name of its file between `k5.rest.` and `.json`. */
export function kazoo5Fixture(name: string): RestFixture {
  return JSON.parse(readFileSync(new URL(`../../fixtures/kazoo-5/k5.rest.${name}.json`, import.meta.url), 'utf8'));
}

/** The account, user and (unsigned) token that the recorded exchanges share. */
export const acme = '0b7d5e92c4a94c7fbb1de8f60a3c2d45';
export const anna = '5c2e8f1b7d094a6ea3b1c4d5e6f70812';
export const fixtureToken = String(restFixture('user_auth.ok').response.body['auth_token']);
export const fixtureTokenExpiresAt = new Date('2024-03-12T19:04:05Z');

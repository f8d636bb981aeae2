import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';

import type { ClientInfo } from '../kazoo/client-info.ts';
import { principalOf, type TokenClaims } from '../kazoo/token-claims.ts';
import type { SessionScope } from './session-scope.ts';

/**
 * Resolves with the user whose own things alone a session gets to see of an account it may act on; undefined: everybody's.
 *
 * @throws `FORBIDDEN` when it gets to see nothing there, or what made asking Kazoo impossible.
 */
export type OwnerScope = (scope: SessionScope, accountId: string) => Promise<string | undefined>;

/** Kazoo itself knows no such rule. */
export const unrestricted: OwnerScope = async () => undefined;

export interface UserRestrictionOptions {
  /** Asks Kazoo. */
  readonly isAdministrator: (
    token: string,
    accountId: string,
    userId: string,
    clientInfo: ClientInfo,
  ) => Promise<boolean>;
  /** How long its answer counts. */
  readonly knownForMs: number;
  readonly maxEntries: number;
  /** Somebody (`principalOf`) is no administrator any more. */
  readonly onDemoted: (principal: string) => void;
}

interface Question {
  readonly token: string;
  readonly accountId: string;
  readonly userId: string;
  readonly clientInfo: ClientInfo;
}

/**
 * The rule that users who are no administrators see what is their own, in their own account: blackhole has no such rule, any token of an
 * account hears all of it (events.md section 12). An API key is no user and acts for the account as a whole (rest.md section 9).
 */
export class UserRestriction {
  readonly #administrators: LRUCache<string, boolean, Question>;

  constructor({ isAdministrator, knownForMs, maxEntries, onDemoted }: UserRestrictionOptions) {
    this.#administrators = new LRUCache({
      max: maxEntries,
      ttl: knownForMs,
      // What was known before is still wanted when Kazoo can be asked again.
      noDeleteOnFetchRejection: true,
      ignoreFetchAbort: true,
      async fetchMethod(principal, before, { context: { token, accountId, userId, clientInfo } }) {
        const isOne = await isAdministrator(token, accountId, userId, clientInfo);
        if (before === true && !isOne) onDemoted(principal);
        return isOne;
      },
    });
  }

  /** See `OwnerScope`. */
  async ownerFor({ session, clientInfo }: SessionScope, accountId: string): Promise<string | undefined> {
    const { token, claims } = session.require();
    if (!(await this.isRestricted(token, claims, clientInfo))) return undefined;
    if (accountId !== claims.accountId) throw notOwn();
    return claims.ownerId;
  }

  /** Whether the rule is for this token's user. @throws what made asking Kazoo impossible. */
  async isRestricted(token: string, claims: TokenClaims, clientInfo: ClientInfo): Promise<boolean> {
    const { accountId, ownerId: userId } = claims;
    if (userId === undefined) return false;
    return !(await this.#administrators.forceFetch(principalOf(claims), {
      context: { token, accountId, userId, clientInfo },
    }));
  }
}

/** What a restricted user asked for shows things of others. */
export function notOwn(): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    'Here users who are no administrators see what is their own, in their own account: callEvents, conferenceEvents, channels, registrations, devices and voicemailBoxes.',
  );
}

import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';

import type { ClientInfo } from '../kazoo/client-info.ts';
import { principalOf, type TokenClaims } from '../kazoo/token-claims.ts';
import { entryLimit } from '../scheduling/entry-limit.ts';
import type { SessionScope } from './session.ts';

/**
 * Resolves with the only user whose resources a session may see in an account that it may act on,
 * or with undefined when it may see those of all users.
 *
 * @throws `FORBIDDEN` when the session may see nothing there, or the reason why Kazoo gave no
 * answer.
 */
export type OwnerScope = (scope: SessionScope, accountId: string) => Promise<string | undefined>;

/** Kazoo's own rule: a session that may act on an account sees the resources of all its users. */
export const unrestricted: OwnerScope = async () => undefined;

export interface UserRestrictionOptions {
  /** Asks Kazoo. */
  readonly isAdministrator: (
    token: string,
    accountId: string,
    userId: string,
    clientInfo: ClientInfo,
  ) => Promise<boolean>;
  /** How long Kazoo's answer counts. */
  readonly knownForMs: number;
  readonly maxEntries: number;
  /** Called when a principal (`principalOf`) is no longer an administrator. */
  readonly onDemoted: (principal: string) => void;
}

interface Question {
  readonly token: string;
  readonly accountId: string;
  readonly userId: string;
  readonly clientInfo: ClientInfo;
}

/**
 * The rule that users who are not administrators see only their own resources, in their own
 * account. blackhole has no such rule: every token of an account receives all its events (events.md
 * section 12). An API key is not a user and acts for the account as a whole (rest.md section 9).
 */
export class UserRestriction {
  readonly #administrators: LRUCache<string, boolean, Question>;

  constructor({ isAdministrator, knownForMs, maxEntries, onDemoted }: UserRestrictionOptions) {
    this.#administrators = new LRUCache({
      ...entryLimit(maxEntries),
      ttl: knownForMs,
      // The previous answer is still needed when Kazoo can be asked again, to notice a demotion.
      noDeleteOnFetchRejection: true,
      ignoreFetchAbort: true,
      async fetchMethod(principal, before, { context: { token, accountId, userId, clientInfo } }) {
        const isNow = await isAdministrator(token, accountId, userId, clientInfo);
        if (before === true && !isNow) onDemoted(principal);
        return isNow;
      },
    });
  }

  /** Implements `OwnerScope`. */
  async ownerFor({ session, clientInfo }: SessionScope, accountId: string): Promise<string | undefined> {
    const { token, claims } = session.require();
    if (!(await this.isRestricted(token, claims, clientInfo))) return undefined;
    if (accountId !== claims.accountId) throw notOwn();
    return claims.ownerId;
  }

  /**
   * Resolves with whether the rule applies to the token's user. @throws the reason why Kazoo gave
   * no answer.
   */
  async isRestricted(token: string, claims: TokenClaims, clientInfo: ClientInfo): Promise<boolean> {
    const { accountId, ownerId: userId } = claims;
    if (userId === undefined) return false;
    return !(await this.#administrators.forceFetch(principalOf(claims), {
      context: { token, accountId, userId, clientInfo },
    }));
  }
}

/** The refusal of a request for resources of other users. */
export function notOwn(): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    'Users who are not administrators may only see their own resources, in their own account: ' +
      'callEvents, conferenceEvents, channels, registrations, devices and voicemailBoxes.',
  );
}

import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import type { ClientInfo } from '../kazoo/client-info.ts';
import { principalOf, type TokenClaims } from '../kazoo/token-claims.ts';
import { entryLimit } from '../scheduling/entry-limit.ts';
import { type MaybePromise, type Steps, settled, takeSteps } from '../scheduling/steps.ts';
import type { SessionScope } from './session.ts';

/**
 * Returns the only user whose resources a session may see in an account that it may act on, or
 * undefined when it may see those of all users.
 *
 * @throws `FORBIDDEN` when the session may see nothing there, or the reason why Kazoo gave no
 * answer.
 */
export type OwnerScope = (scope: SessionScope, accountId: string) => MaybePromise<string | undefined>;

/** Kazoo's own rule: a session that may act on an account sees the resources of all its users. */
export const unrestricted: OwnerScope = () => undefined;

export interface UserRestrictionOptions {
  /** Asks Kazoo; unless urgent, the answer may take its time. */
  readonly isAdministrator: (
    token: string,
    accountId: string,
    userId: string,
    clientInfo: ClientInfo,
    isUrgent: boolean,
  ) => Promise<boolean>;
  /** How long Kazoo's answer counts. */
  readonly knownForMs: number;
  /** The most users that are remembered. */
  readonly maxEntries: number;
  /**
   * How long an answer is remembered, for a demotion to be noticed. A user with a session must be
   * asked about again sooner.
   */
  readonly rememberedForMs: number;
  /** Called when a principal (`principalOf`) is no longer an administrator. */
  readonly onDemoted: (principal: string) => void;
}

interface Standing {
  readonly isAdministrator: boolean;
  /** In the time of `performance.now()`. A demotion is noticed by what was known before, too. */
  readonly knownUntilMs: number;
}

/**
 * The rule that users who are not administrators see only their own resources, in their own
 * account. blackhole has no such rule: every token of an account receives all its events (events.md
 * section 12). An API key is not a user and acts for the account as a whole (rest.md section 9).
 */
export class UserRestriction {
  readonly #options: UserRestrictionOptions;
  readonly #standings: LRUCache<string, Standing>;
  /** By urgency and principal. */
  readonly #asking = new Map<string, Promise<boolean>>();

  constructor(options: UserRestrictionOptions) {
    this.#options = options;
    this.#standings = new LRUCache(entryLimit(options.maxEntries, options.rememberedForMs));
  }

  /** Implements `OwnerScope`. */
  ownerFor(scope: SessionScope, accountId: string): MaybePromise<string | undefined> {
    return takeSteps(this.#ownerFor(scope, accountId));
  }

  /**
   * Returns whether the rule applies to the token's user: at once if that is known.
   *
   * @param isUrgent whether somebody waits for the answer
   * @throws the reason why Kazoo gave no answer
   */
  isRestricted(token: string, claims: TokenClaims, clientInfo: ClientInfo, isUrgent = true): MaybePromise<boolean> {
    const { accountId, ownerId } = claims;
    if (ownerId === undefined) return false;
    const principal = principalOf(claims);
    const known = this.#standings.get(principal);
    if (known !== undefined && known.knownUntilMs > performance.now()) return !known.isAdministrator;
    // Whoever waits must not wait for an answer that may take its time; the first answer is waited for soon.
    const isWaitedFor = isUrgent || known === undefined;
    const key = `${isWaitedFor} ${principal}`;
    let asking = this.#asking.get(`true ${principal}`) ?? this.#asking.get(key);
    if (asking === undefined) {
      asking = this.#ask(principal, () =>
        this.#options.isAdministrator(token, accountId, ownerId, clientInfo, isWaitedFor),
      ).finally(() => this.#asking.delete(key));
      this.#asking.set(key, asking);
    }
    return asking.then((isAdministrator) => !isAdministrator);
  }

  *#ownerFor({ session, clientInfo }: SessionScope, accountId: string): Steps<string | undefined> {
    const { token, claims } = session.require();
    if (!(yield* settled(this.isRestricted(token, claims, clientInfo)))) return undefined;
    if (accountId !== claims.accountId) throw notOwn();
    return claims.ownerId;
  }

  async #ask(principal: string, ask: () => Promise<boolean>): Promise<boolean> {
    const { knownForMs, onDemoted } = this.#options;
    const isAdministrator = await ask();
    const before = this.#standings.get(principal);
    this.#standings.set(principal, { isAdministrator, knownUntilMs: performance.now() + knownForMs });
    if (before?.isAdministrator === true && !isAdministrator) onDemoted(principal);
    return isAdministrator;
  }
}

/** The refusal of a request for resources of other users. */
export function notOwn(): GatewayError {
  return new GatewayError(
    'FORBIDDEN',
    'Users who are not administrators may only see their own resources, in their own account: ' +
      'callEvents, conferenceEvents, calls, accountBoard, conferences, channels, registrations, devices and ' +
      'voicemailBoxes.',
  );
}

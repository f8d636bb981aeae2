import type { AccountAccess } from '../../auth/account-access.ts';
import type { ConferenceOwnership } from '../../auth/conference-ownership.ts';
import type { ListAccess } from '../../auth/lists/list-access.ts';
import type { OwnerScope } from '../../auth/user-restriction.ts';
import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import { commandedConference } from '../../kazoo/blackhole/event-bindings.ts';
import type { ClientInfo } from '../../kazoo/client-info.ts';
import { everyAccount } from '../../kazoo/requests/accounts.ts';
import { type MaybePromise, type Steps, settled } from '../../scheduling/steps.ts';
import type { AccountSource } from './account-source.ts';
import type { Authorize } from './subscription-target.ts';

export interface StreamAccessOptions {
  readonly accountAccess: AccountAccess;
  readonly listAccess: Pick<ListAccess, 'require'>;
  /**
   * The user whose own things alone a session may see. Default: whoever may act on an account sees
   * all of it.
   */
  readonly ownerFor?: OwnerScope | undefined;
  /**
   * Called before a topic of the account is opened; returns undefined when there is nothing to wait
   * for.
   */
  readonly prepareSocket?: ((accountId: string) => MaybePromise<void>) | undefined;
}

/**
 * The most sources kept for one operation: as many accounts as resume one operation at the same
 * time.
 */
const maxSources = 100;

/** What the arguments of a field ask for. */
export interface StreamRequest {
  /** Default: the token's own. */
  readonly accountId?: string | null | undefined;
  /** The cursor after which it goes on. Default: it begins now. */
  readonly after?: string | null | undefined;
  /** Makes what all share who see the same. @throws what says that a user may see nothing of it */
  readonly makeSource: (accountId: string, ownerId: string | undefined) => AccountSource;
  /** @throws where every account at once cannot be meant; default: nowhere it can. */
  readonly checkEveryAccount?: () => void;
  /** @throws what else keeps it from a client */
  readonly check?: (token: string, accountId: string, clientInfo: ClientInfo) => Steps<void>;
}

/**
 * Returns how one client after the other gets a stream: once Kazoo lets its token see the account,
 * and the lists that the stream tells of.
 */
export function authorizedStream(options: StreamAccessOptions, request: StreamRequest): Authorize {
  const { accountAccess, listAccess, ownerFor, prepareSocket } = options;
  const { accountId, after, makeSource, checkEveryAccount = ofOneAccount, check } = request;
  const sourceOf = sharedSources(makeSource);
  return function* (context) {
    const { session, clientInfo, lastEventId } = context;
    const { token, claims } = session.require();
    const id = accountId ?? claims.accountId;
    if (id === everyAccount) checkEveryAccount();
    yield* settled(accountAccess.authorize(token, id, clientInfo));
    const source = sourceOf(id, yield* settled(ownerFor?.(context, id)));
    for (const list of source.lists ?? []) yield* settled(listAccess.require(token, id, list, clientInfo));
    if (check !== undefined) yield* check(token, id, clientInfo);
    yield* settled(prepareSocket?.(id));
    return { source, after: lastEventId ?? after ?? undefined };
  };
}

/** Checks of each conference whose commands the bindings ask for that the token may see it. */
export function conferenceCheck(
  ownership: Pick<ConferenceOwnership, 'check'>,
  bindings: readonly Binding[],
): NonNullable<StreamRequest['check']> {
  const conferenceIds = bindings.map(commandedConference).filter((conferenceId) => conferenceId !== undefined);
  return function* (token, accountId, clientInfo) {
    for (const conferenceId of conferenceIds)
      yield* settled(ownership.check(token, accountId, conferenceId, clientInfo));
  };
}

function ofOneAccount(): never {
  throw new GatewayError('BAD_USER_INPUT', 'This field is of one account; accountId "*" is for some events only.');
}

/** Remembers what `make` made, so that clients who ask for the same share one source. */
function sharedSources(
  make: (accountId: string, ownerId: string | undefined) => AccountSource,
): (accountId: string, ownerId: string | undefined) => AccountSource {
  const sources = new Map<string, AccountSource>();
  return (accountId, ownerId) => {
    const key = JSON.stringify([accountId, ownerId]);
    const known = sources.get(key);
    if (known !== undefined) return known;
    const source = make(accountId, ownerId);
    if (sources.size >= maxSources) sources.clear();
    sources.set(key, source);
    return source;
  };
}

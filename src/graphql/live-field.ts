import type { GraphQLResolveInfo } from 'graphql';
import type { AccountAccess } from '../auth/account-access.ts';
import type { ListAccess } from '../auth/lists/list-access.ts';
import type { SessionRegistry } from '../auth/session-registry.ts';
import { notOwn, type OwnerScope } from '../auth/user-restriction.ts';
import { GatewayError } from '../errors.ts';
import { everyAccount } from '../kazoo/requests/accounts.ts';
import type { LiveRow, RemovedRow } from '../live/live-rows.ts';
import type { LiveUpdate } from '../live/live-update.ts';
import { LiveView } from '../live/live-view.ts';
import { pollStepMs } from '../live/polls/poll-interval.ts';
import type { SharedTables, TableRequest } from '../live/shared-table.ts';
import { throttleStepMs } from '../live/throttle.ts';
import { type AccountGap, ofAccount } from '../upstream/history/gap.ts';
import type { OperationAccess } from './operation-access.ts';
import type { OperationContext } from './operation-context.ts';
import type { ItemFilter } from './subscriptions/item-filter.ts';
import { acceptsOf, liveSource } from './subscriptions/live-source.ts';
import { sharedSources } from './subscriptions/shared-sources.ts';
import { SubscriptionTarget } from './subscriptions/subscription-target.ts';

/** Whom live lists are shown to. */
export interface LiveAccess {
  readonly access: OperationAccess;
  readonly accountAccess: AccountAccess;
  /**
   * The user whose own rows alone a session may see. Default: whoever may act on an account sees
   * all of it.
   */
  readonly ownerFor?: OwnerScope | undefined;
  readonly listAccess: Pick<ListAccess, 'require'>;
  readonly sessions: SessionRegistry;
  /**
   * Called before a topic of the account is opened; returns undefined when there is nothing to wait
   * for.
   */
  readonly prepareSocket?: ((accountId: string) => Promise<void> | undefined) | undefined;
}

/** What the arguments of a live field ask for. */
export interface LiveSelection<Row> {
  readonly accountId?: string | null | undefined;
  readonly throttleMs?: number | null | undefined;
  /** Of lists that Kazoo is polled for. */
  readonly everyMs?: number | null | undefined;
  readonly filter?: ItemFilter<Row> | undefined;
}

/** The rows at one moment, as queries have them. */
export interface LiveList<Row> {
  readonly nodes: Row[];
  readonly cursor: string;
  readonly takenAt: Date;
  /** What may have been missed that nothing has made up for. */
  readonly gap: AccountGap | null;
  readonly absentAccountIds: string[];
}

/** A live list as a root field: all rows once as a query, and followed as a subscription. */
export class LiveField<Row extends LiveRow, Removed extends RemovedRow> {
  readonly #name: string;
  readonly #tables: SharedTables<Row, Removed>;
  readonly #access: LiveAccess;

  /** @param name of the field */
  constructor(name: string, tables: SharedTables<Row, Removed>, access: LiveAccess) {
    this.#name = name;
    this.#tables = tables;
    this.#access = access;
  }

  /** @throws `BAD_USER_INPUT` for arguments that say nothing. */
  follow(
    { accountId, throttleMs, everyMs, filter }: LiveSelection<Row>,
    field: GraphQLResolveInfo,
  ): SubscriptionTarget {
    const pollMs = pollStepMs(everyMs);
    const times = { everyMs: pollMs, throttleMs: Math.max(pollMs, throttleStepMs(throttleMs)) };
    const sourceOf = sharedSources((id, ownerId) =>
      liveSource({ field: this.#name, tables: this.#tables, accountId: id, ownerId, filter, ...times }),
    );
    const { accountAccess, ownerFor, prepareSocket } = this.#access;
    return new SubscriptionTarget(field, async (context) => {
      const { session, clientInfo } = context;
      const { token, claims } = session.require();
      const id = accountId ?? claims.accountId;
      if (id === everyAccount)
        throw new GatewayError(
          'BAD_USER_INPUT',
          'Live lists are of one account; accountId "*" is for some events only.',
        );
      if (!accountAccess.isAuthorized(token, id)) await accountAccess.authorize(token, id, clientInfo);
      const ownerId = ownerFor === undefined ? undefined : await ownerFor(context, id);
      await this.#requireLists(context, token, id, ownerId);
      const source = sourceOf(id, ownerId);
      const prepared = prepareSocket?.(id);
      if (prepared !== undefined) await prepared;
      return { source };
    });
  }

  /** Resolves with all rows. @throws what says that they cannot be known. */
  async list({ accountId, filter }: LiveSelection<Row>, context: OperationContext): Promise<LiveList<Row>> {
    const { access, sessions, prepareSocket } = this.#access;
    const { id } = await access.account(context, accountId);
    const ownerId = await access.ownerFor(context, id);
    const accepts = acceptsOf(ownerId, filter);
    const { session } = context;
    await access.request(context, () => this.#requireLists(context, session.require().token, id, ownerId));
    // Attached, since this session's token may have to open the account's socket. Needs no ending: it ends by itself.
    const stream = { accountId: id, end: () => undefined, onSessionEnded: () => undefined };
    sessions.attach(session, stream);
    try {
      await prepareSocket?.(id);
      const { rows, cursor, takenAt, gap, absentAccountIds } = await access.request(context, () =>
        this.#take({ accountId: id, ownerId, client: session.principal ?? '' }, accepts),
      );
      const owedGap = gap && ofAccount(gap, id);
      return { nodes: rows, cursor, takenAt, gap: owedGap, absentAccountIds: [...absentAccountIds] };
    } finally {
      sessions.detach(session, stream);
    }
  }

  /** @throws `FORBIDDEN` where Kazoo shows the client no such list, or no row can be its own. */
  async #requireLists(
    { clientInfo }: OperationContext,
    token: string,
    accountId: string,
    ownerId: string | undefined,
  ): Promise<void> {
    const { lists = [] } = this.#tables;
    if (ownerId !== undefined && !lists.every(({ namesOwners }) => namesOwners)) throw notOwn();
    for (const list of lists) await this.#access.listAccess.require(token, accountId, list, clientInfo);
  }

  async #take(request: TableRequest, accepts: ((row: Row) => boolean) | undefined): Promise<LiveUpdate<Row, Removed>> {
    const view = new LiveView(this.#tables, { request, accepts, throttleMs: 0, ...unheard });
    try {
      await view.opened;
      const snapshot = view.snapshot();
      if (snapshot !== undefined) return snapshot;
      throw new GatewayError('UPSTREAM_UNAVAILABLE', 'The rows were known, and are not any more. Try again.');
    } finally {
      view.close();
    }
  }
}

/** For whoever reads the rows once. */
const unheard = { onUpdate: () => undefined, onEnd: () => undefined };

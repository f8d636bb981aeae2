import type { GraphQLResolveInfo } from 'graphql';
import type { SessionRegistry } from '../auth/session-registry.ts';
import { notOwn } from '../auth/user-restriction.ts';
import { GatewayError } from '../errors.ts';
import type { LiveRow, RemovedRow } from '../live/live-rows.ts';
import type { LiveUpdate } from '../live/live-update.ts';
import { LiveView } from '../live/live-view.ts';
import { pollStepMs } from '../live/polls/poll-interval.ts';
import type { SharedTables, TableRequest } from '../live/shared-table.ts';
import { throttleStepMs } from '../live/throttle.ts';
import { type AccountGap, ofAccount } from '../upstream/history/gap.ts';
import type { NothingUnread } from './arguments/unread-arguments.ts';
import type { OperationAccess } from './operation-access.ts';
import type { OperationContext } from './operation-context.ts';
import type { ItemFilter } from './subscriptions/item-filter.ts';
import { acceptsOf, liveSource } from './subscriptions/live-source.ts';
import { authorizedStream, type StreamAccessOptions } from './subscriptions/stream-access.ts';
import { SubscriptionTarget } from './subscriptions/subscription-target.ts';

/** Whom live lists are shown to. */
export interface LiveAccess extends StreamAccessOptions {
  readonly access: OperationAccess;
  readonly sessions: SessionRegistry;
}

/** What the arguments of a live field ask for. */
export interface LiveSelection<Row> {
  readonly accountId?: string | null | undefined;
  readonly throttleMs?: number | null | undefined;
  /** How often Kazoo is asked, for the lists that it is polled for. */
  readonly everyMs?: number | null | undefined;
  readonly filter?: ItemFilter<Row> | undefined;
}

/** What the arguments of a live subscription ask for, all of which it has read. */
export interface FollowSelection<Row> extends LiveSelection<Row> {
  readonly rest: NothingUnread;
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
    { accountId, throttleMs, everyMs, filter }: FollowSelection<Row>,
    field: GraphQLResolveInfo,
  ): SubscriptionTarget {
    const pollMs = pollStepMs(everyMs);
    const times = { everyMs: pollMs, throttleMs: Math.max(pollMs, throttleStepMs(throttleMs)) };
    const authorize = authorizedStream(this.#access, {
      accountId,
      makeSource: (id, ownerId) => {
        this.#checkOwner(ownerId);
        return liveSource({ field: this.#name, tables: this.#tables, accountId: id, ownerId, filter, ...times });
      },
    });
    return new SubscriptionTarget(field, function* (context) {
      // A live list has no past: each subscription begins with the present rows, whatever the client has seen last.
      const { source } = yield* authorize(context);
      return { source };
    });
  }

  /** Resolves with all rows. @throws what says that they cannot be known. */
  async list({ accountId, filter }: LiveSelection<Row>, context: OperationContext): Promise<LiveList<Row>> {
    const { access, sessions, listAccess, prepareSocket } = this.#access;
    const { session, clientInfo } = context;
    const { id } = await access.account(context, accountId);
    const ownerId = await access.ownerFor(context, id);
    const accepts = acceptsOf(ownerId, filter);
    this.#checkOwner(ownerId);
    await access.request(context, async () => {
      const { token } = session.require();
      for (const list of this.#tables.lists ?? []) await listAccess.require(token, id, list, clientInfo);
    });
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

  /** @throws `FORBIDDEN` where no row can be the client's own. */
  #checkOwner(ownerId: string | undefined): void {
    const { lists = [] } = this.#tables;
    if (ownerId !== undefined && !lists.every(({ namesOwners }) => namesOwners)) throw notOwn();
  }

  async #take(request: TableRequest, accepts: ((row: Row) => boolean) | undefined): Promise<LiveUpdate<Row, Removed>> {
    const view = new LiveView(this.#tables, { request, accepts, throttleMs: 0, ...unheard });
    try {
      await view.opened;
      const snapshot = view.snapshot();
      if (snapshot !== undefined) return snapshot;
      throw new GatewayError('UPSTREAM_UNAVAILABLE', 'The gateway has just lost the rows of this list. Try again.');
    } finally {
      view.close();
    }
  }
}

/** What a query follows a list with: it reads the rows once. */
const unheard = { onUpdate: () => undefined, onEnd: () => undefined };

import type { GraphQLResolveInfo } from 'graphql';
import type { RegistrationsUpdateResolvers, SubscriptionResolvers } from '../../generated/resolvers.ts';
import type { Registration } from '../../kazoo/collections/registrations.ts';
import type { LiveRow, RemovedRow } from '../../live/live-rows.ts';
import type { LiveUpdate } from '../../live/live-update.ts';
import type { PolledRow } from '../../live/polls/polled-row.ts';
import type { SharedTables } from '../../live/shared-table.ts';
import { type LiveAccess, LiveField } from '../live-field.ts';
import type { SubscriptionTarget } from '../subscriptions/subscription-target.ts';
import { requireShared } from './shared-selection.ts';

type PolledUpdate<Item> = LiveUpdate<PolledRow<Item>, RemovedRow>;
/** What clients are told of the registrations of an account. */
export type RegistrationsUpdateSource = PolledUpdate<Registration>;

export interface PolledResolverOptions extends LiveAccess {
  /** The live lists that Kazoo is polled for. */
  readonly polls: {
    readonly registrations: SharedTables<PolledRow<Registration>, RemovedRow>;
  };
}

export interface PolledResolvers {
  readonly subscriptions: SubscriptionResolvers;
  readonly types: { readonly RegistrationsUpdate: RegistrationsUpdateResolvers };
}

/** The arguments of every live list that Kazoo is polled for. */
interface PollArguments {
  readonly accountId?: string | null;
  readonly everyMs?: number | null;
}

/** What a query reads of each row with the client's own token. */
const related: ReadonlySet<string> = new Set(['owner', 'device']);

/** Returns the resolvers of the live lists that Kazoo is polled for. */
export function polledResolvers(options: PolledResolverOptions): PolledResolvers {
  const { polls } = options;

  function polled<Row extends LiveRow>(name: string, tables: SharedTables<Row, RemovedRow>) {
    const field = new LiveField(name, tables, options);
    return {
      subscribe(
        _: unknown,
        { accountId, everyMs }: PollArguments,
        __: unknown,
        info: GraphQLResolveInfo,
      ): SubscriptionTarget {
        const target = field.follow({ accountId, everyMs }, info);
        requireShared(info, related);
        return target;
      },
      resolve: (update: LiveUpdate<Row, RemovedRow>) => update,
    };
  }

  return {
    subscriptions: { registrations: polled('registrations', polls.registrations) },
    types: { RegistrationsUpdate: { registrations: ({ rows }) => rows } },
  };
}

import type { BindingFamily } from '../blackhole/binding-forms.ts';
import type { BlackholeEvent } from '../blackhole/blackhole-protocol.ts';
import { accountOfRouting } from '../blackhole/routing.ts';
import { isKazooId, isRecord } from '../crossbar/crossbar-value.ts';
import { everyAccount } from '../requests/accounts.ts';
import type { EventData } from './event-field.ts';

/** Whether an event that came for a binding of one account is, or may be, another's. */
export type ForeignEvent = (frame: Pick<BlackholeEvent, 'routing' | 'data'>, family: BindingFamily) => boolean;

/**
 * Returns the check of events that come for bindings of `accountId`. An event that names no account
 * passes, but for a notification: Kazoo binds those without an account, so that each subscriber
 * gets the events of all (kazoo-5.md section 5). Everything passes where the subscription is for
 * `everyAccount`. Hot: the check runs once per frame and allocates nothing.
 */
export function foreignEvents(accountId: string): ForeignEvent {
  if (accountId === everyAccount) return () => false;
  const database = databaseWordOf(accountId);
  return ({ routing, data }, family) => {
    // Whoever may see the conference may follow its commands, which are not bound to an account.
    if (family === 'conference.command') return false;
    if (family === 'notifications') return data['account_id'] !== accountId;
    if (names(accountOfRouting(routing, family), accountId) || names(data['account_id'], accountId)) return true;
    // Of other families the variables are those of a leg, which may belong to another account than its conference.
    if (family === 'call') return names(accountOfLeg(data), accountId);
    return (family === 'object' || family === 'fax.object') && isOtherDatabase(routing[1], database);
  };
}

function names(named: unknown, accountId: string): boolean {
  return named !== accountId && isKazooId(named);
}

function accountOfLeg({ custom_channel_vars: variables }: EventData): unknown {
  return isRecord(variables) ? variables['account_id'] : undefined;
}

/** How all databases of accounts begin, as a word of a routing key (events.md section 9). */
const accountDatabases = 'account%2F';

/** How the databases of an account begin: its own, and those of its months. */
function databaseWordOf(accountId: string): string {
  return `${accountDatabases}${accountId.slice(0, 2)}%2F${accountId.slice(2, 4)}%2F${accountId.slice(4)}`;
}

function isOtherDatabase(word: string | undefined, database: string): boolean {
  return word?.startsWith(accountDatabases) === true && !word.startsWith(database);
}

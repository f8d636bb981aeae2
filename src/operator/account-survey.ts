import type { SessionRegistry } from '../auth/session-registry.ts';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { AccountUpstreams } from '../upstream/account-upstreams.ts';
import type { AccountOverview } from '../upstream/account-view.ts';
import type { Gap } from '../upstream/history/gap.ts';
import { EventRates } from './event-rates.ts';
import type { KnownNames } from './known-names.ts';
import type { AccountRow, GapFacts, Section } from './operator-view.ts';

export interface AccountSurveyOptions {
  readonly upstreams: Pick<AccountUpstreams, 'overviews' | 'statuses'>;
  readonly sessions: Pick<SessionRegistry, 'clientsOf'>;
  readonly names: Pick<KnownNames, 'ofAccount'>;
  /** In which accounts are looked at among all other work. */
  readonly turns: SlicedQueue;
  readonly onError: (error: unknown) => void;
}

type Rows = ReadonlyMap<string, AccountRow>;

const maxShown = 300;
/** All operators that look at a time share one look at the accounts. */
const keptForMs = 900;

/** Looks at all accounts, for as long as an operator does. */
export class AccountSurvey {
  readonly #options: AccountSurveyOptions;
  readonly #rates = new EventRates();
  #latest: { readonly atMs: number; readonly rows: Promise<Rows> } | undefined;

  constructor(options: AccountSurveyOptions) {
    this.#options = options;
  }

  /**
   * The accounts whose id or name has `search` in it, and `chosen`: those in trouble first, then
   * those with the most listeners, which do not change places with each event.
   */
  async shown(search: string, chosen: string): Promise<Section<AccountRow>> {
    const rows = await this.#rows();
    const found = [...rows].filter(([id, { name }]) => id === chosen || `${id} ${name}`.toLowerCase().includes(search));
    found.sort(([, one], [, other]) => byUrgency(one, other));
    const isChosen = ([id]: readonly [string, AccountRow]): boolean => id === chosen;
    return {
      total: found.length,
      rows: new Map([...found.slice(0, maxShown), ...found.slice(maxShown).filter(isChosen)]),
    };
  }

  #rows(): Promise<Rows> {
    const atMs = performance.now();
    if (this.#latest === undefined || atMs - this.#latest.atMs > keptForMs) this.#latest = { atMs, rows: this.#look() };
    return this.#latest.rows;
  }

  async #look(): Promise<Rows> {
    const { upstreams, turns, onError } = this.#options;
    const rows = new Map<string, AccountRow>();
    this.#rates.begin();
    await turns.forEach(
      'operator',
      upstreams.overviews(),
      (overview) => rows.set(overview.accountId, this.#rowOf(overview)),
      onError,
    );
    return rows;
  }

  #rowOf({ accountId, receipts, carriedBy, role, topics }: AccountOverview): AccountRow {
    const { upstreams, sessions, names } = this.#options;
    const { state, since, reason, gap } = upstreams.statuses.get(accountId);
    const wanted = [...topics].filter(({ isWanted }) => isWanted);
    return {
      name: names.ofAccount(accountId),
      state,
      sinceMs: since.getTime(),
      reason,
      topics: wanted.length,
      completeTopics: wanted.filter(({ isComplete }) => isComplete).length,
      listeners: sessions.clientsOf(accountId),
      eventsPerSecond: this.#rates.of(accountId, receipts.count),
      lastEventMs: receipts.latestAt?.getTime() ?? null,
      lastGap: gap && factsOf(gap),
      carriedBy: carriedBy ?? null,
      role: role ?? null,
    };
  }
}

/** Sorts accounts as the page does, which gets what has changed in no order. */
function byUrgency(one: AccountRow, other: AccountRow): number {
  return urgency(other) - urgency(one) || other.listeners - one.listeners || one.name.localeCompare(other.name);
}

function urgency({ state }: AccountRow): number {
  return state === 'LIVE' || state === 'IDLE' ? 0 : 1;
}

function factsOf({ from, to, reason, certain }: Gap): GapFacts {
  return { fromMs: from.getTime(), toMs: to.getTime(), reason, isCertain: certain };
}

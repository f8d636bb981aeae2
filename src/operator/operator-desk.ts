import type { Session } from '../auth/session.ts';
import type { SettingFacts } from '../config/setting-facts.ts';
import { GatewayError } from '../errors.ts';
import { AccountSurvey, type AccountSurveyOptions } from './account-survey.ts';
import { ConnectionSurvey } from './connection-survey.ts';
import type { KnownNames } from './known-names.ts';
import type { OperatorRecords } from './operator-records.ts';
import type {
  ConditionRow,
  Ending,
  EndingRow,
  InstanceRow,
  OperatorQuestion,
  OperatorView,
  Section,
  TopicRow,
  UpstreamEvent,
  UpstreamEventRow,
} from './operator-view.ts';

export interface OperatorDeskOptions extends AccountSurveyOptions {
  readonly sessions: AccountSurveyOptions['sessions'] & Iterable<Session>;
  readonly names: KnownNames;
  readonly records: OperatorRecords;
  /** Whether all is well, by the name of what is. */
  readonly conditions: () => ReadonlyMap<string, ConditionRow>;
  readonly settings: ReadonlyMap<string, SettingFacts>;
  /** The instances of the fleet; none without one. Must not reject. */
  readonly instances: () => Promise<ReadonlyMap<string, InstanceRow>>;
}

type Names = Pick<EndingRow, 'accountName' | 'userName'>;

const maxTopicsShown = 500;

/**
 * What operators see, and what they may do. Everything comes from memory, and is looked at only
 * while somebody asks.
 */
export class OperatorDesk {
  readonly #options: OperatorDeskOptions;
  readonly #accounts: AccountSurvey;
  readonly #connections: ConnectionSurvey;

  constructor(options: OperatorDeskOptions) {
    this.#options = options;
    this.#accounts = new AccountSurvey(options);
    this.#connections = new ConnectionSurvey(options.sessions, options.names, options.turns, options.onError);
  }

  async view(question: OperatorQuestion): Promise<OperatorView> {
    const { records, conditions, settings, instances } = this.#options;
    const search = question.search.toLowerCase();
    const [accounts, { connections, listeners }, ofFleet] = await Promise.all([
      this.#accounts.shown(search, question.accountId),
      this.#connections.shown({ ...question, search }),
      instances(),
    ]);
    return {
      conditions: whole(conditions()),
      accounts,
      topics: this.#topicsOf(question.accountId, listeners),
      connections,
      ended: matching(this.#named(records.ended.entries), search),
      refused: matching(this.#named(records.refused.entries), search),
      upstream: matching(this.#named(records.upstream.entries), search),
      settings: whole(settings),
      instances: whole(ofFleet),
    };
  }

  /**
   * Ends a connection that was shown, whose client is told to come back later. Returns who it was;
   * undefined when it is gone.
   */
  disconnect(connectionId: string): Readonly<Record<string, string | undefined>> | undefined {
    const session = this.#connections.find(connectionId);
    if (session === undefined) return undefined;
    const { accountId, userId, transportFacts } = session;
    session.end(new GatewayError('RATE_LIMITED', 'An operator has ended this connection. Try again later.'));
    return { accountId, userId, ...transportFacts?.clientInfo };
  }

  #named<Row extends Ending | UpstreamEvent>(rows: ReadonlyMap<string, Row>): ReadonlyMap<string, Row & Names> {
    const { names } = this.#options;
    return new Map(
      [...rows].map(([key, row]) => {
        const userName = 'userId' in row ? names.ofUser(row.userId) : '';
        return [key, { ...row, userName, accountName: names.ofAccount(row.accountId) }];
      }),
    );
  }

  #topicsOf(accountId: string, listeners: ReadonlyMap<string, number>): Section<TopicRow> {
    const rows = new Map<string, TopicRow>();
    if (accountId === '') return whole(rows);
    let total = 0;
    for (const overview of this.#options.upstreams.overviews()) {
      if (overview.accountId !== accountId) continue;
      for (const { binding, state, isComplete, listenerCount } of overview.topics) {
        total += 1;
        if (rows.size === maxTopicsShown) continue;
        const { text } = binding;
        rows.set(text, { state, isComplete, operations: listenerCount, listeners: listeners.get(text) ?? 0 });
      }
    }
    return { total, rows };
  }
}

function whole<Row>(rows: ReadonlyMap<string, Row>): Section<Row> {
  return { total: rows.size, rows };
}

function matching<Row extends EndingRow | UpstreamEventRow>(
  rows: ReadonlyMap<string, Row>,
  search: string,
): Section<Row> {
  if (search === '') return whole(rows);
  const texts = (row: EndingRow | UpstreamEventRow): readonly string[] =>
    'address' in row
      ? [row.userId, row.userName, row.accountId, row.accountName, row.address, row.requestId, row.reason]
      : [row.accountId, row.accountName, row.kind, row.text];
  const found = [...rows].filter(([, row]) => texts(row).some((text) => text.toLowerCase().includes(search)));
  return whole(new Map(found));
}

import { randomUUID } from 'node:crypto';
import type { Session, SessionStream } from '../auth/session.ts';
import type { SlicedQueue } from '../scheduling/sliced-queue.ts';
import type { KnownNames } from './known-names.ts';
import type { ConnectionRow, OperatorQuestion, Section, StreamFacts } from './operator-view.ts';

/** Who is connected, as an operator asked for it. */
export interface ConnectionsFound {
  readonly connections: Section<ConnectionRow>;
  /** Connections with a stream on each binding of the chosen account. */
  readonly listeners: ReadonlyMap<string, number>;
}

const maxShown = 100;
const maxStreamsShown = 10;
const maxTopicsShown = 10;

/** Looks at the connections, and knows them by names that tell nothing of them. */
export class ConnectionSurvey {
  readonly #sessions: Iterable<Session>;
  readonly #names: KnownNames;
  readonly #turns: SlicedQueue;
  readonly #onError: (error: unknown) => void;
  /** Only of those that were shown. */
  readonly #ids = new WeakMap<Session, string>();

  /** @param turns in which connections are looked at among all other work */
  constructor(sessions: Iterable<Session>, names: KnownNames, turns: SlicedQueue, onError: (error: unknown) => void) {
    this.#sessions = sessions;
    this.#names = names;
    this.#turns = turns;
    this.#onError = onError;
  }

  async shown(question: OperatorQuestion): Promise<ConnectionsFound> {
    const rows = new Map<string, ConnectionRow>();
    const listeners = new Map<string, number>();
    let total = 0;
    const step = (session: Session): void => {
      const topics = topicsOf(session, question.accountId);
      for (const topic of topics) listeners.set(topic, (listeners.get(topic) ?? 0) + 1);
      if (!isWanted(session, topics, question, this.#names)) return;
      total += 1;
      if (rows.size < maxShown) rows.set(this.#idOf(session), rowOf(session, this.#names));
    };
    await this.#turns.forEach('operator', this.#sessions, step, this.#onError);
    return { connections: { total, rows }, listeners };
  }

  /** The connection that was shown under this name; undefined when it is gone. */
  find(id: string): Session | undefined {
    for (const session of this.#sessions) if (this.#ids.get(session) === id) return session;
    return undefined;
  }

  #idOf(session: Session): string {
    const known = this.#ids.get(session);
    if (known !== undefined) return known;
    const id = randomUUID();
    this.#ids.set(session, id);
    return id;
  }
}

/** What the session's streams on the account follow, without repetition. */
function topicsOf({ streams }: Session, accountId: string): ReadonlySet<string> {
  const topics = new Set<string>();
  if (accountId === '') return topics;
  for (const stream of streams)
    if (stream.accountId === accountId) for (const topic of bindingsOf(stream)) topics.add(topic);
  return topics;
}

function isWanted(
  session: Session,
  topics: ReadonlySet<string>,
  question: OperatorQuestion,
  names: KnownNames,
): boolean {
  const { search, accountId, binding } = question;
  if (binding !== '' && !topics.has(binding)) return false;
  if (accountId !== '' && session.accountId !== accountId && topics.size === 0) return false;
  if (search === '') return true;
  const { userId = '', accountId: ownAccountId = '', transportFacts } = session;
  const { requestId = '', clientIp = '' } = transportFacts?.clientInfo ?? {};
  const texts = [userId, names.ofUser(userId), ownAccountId, names.ofAccount(ownAccountId), clientIp, requestId];
  return texts.some((text) => text.toLowerCase().includes(search));
}

function rowOf(session: Session, names: KnownNames): ConnectionRow {
  const { transportFacts, accountId = '', userId = '', streams, expiresAtMs = null } = session;
  const { requestId = '', clientIp = '' } = transportFacts?.clientInfo ?? {};
  return {
    kind: transportFacts?.kind ?? '',
    address: clientIp,
    requestId,
    accountId,
    accountName: names.ofAccount(accountId),
    userId,
    userName: names.ofUser(userId),
    operations: streams.size,
    streams: [...streams].slice(0, maxStreamsShown).map(factsOf),
    bufferedBytes: transportFacts?.bufferedBytes ?? 0,
    tokenEndsMs: expiresAtMs,
  };
}

function factsOf(stream: SessionStream): StreamFacts {
  return { accountId: stream.accountId, topics: bindingsOf(stream).slice(0, maxTopicsShown) };
}

/**
 * The topics of a stream without the account, which they begin with where they are one account's.
 */
function bindingsOf({ accountId, topics = [] }: SessionStream): readonly string[] {
  const prefix = `${accountId} `;
  return topics.map((topic) => (topic.startsWith(prefix) ? topic.slice(prefix.length) : topic));
}

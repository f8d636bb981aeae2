import type { SettingFacts } from '../config/setting-facts.ts';

/** Whether something serves as it should; `text` says it in a sentence. */
export interface ConditionRow {
  readonly isWell: boolean;
  readonly text: string;
}

/** A stretch of time in which events may have been missed. Times are UNIX milliseconds. */
export interface GapFacts {
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: string;
  readonly isCertain: boolean;
}

/** An account that somebody follows. */
export interface AccountRow {
  /** Empty while Kazoo has not told it. */
  readonly name: string;
  readonly state: string;
  readonly sinceMs: number;
  readonly reason: string | null;
  readonly topics: number;
  readonly completeTopics: number;
  /** Connections with a stream on the account. */
  readonly listeners: number;
  readonly eventsPerSecond: number;
  readonly lastEventMs: number | null;
  readonly lastGap: GapFacts | null;
  /** The reseller whose socket carries it; null on one of its own. */
  readonly carriedBy: string | null;
  /** What this instance is to it in a fleet; null without one. */
  readonly role: string | null;
}

/** A binding of the chosen account. */
export interface TopicRow {
  readonly state: string;
  readonly isComplete: boolean;
  /** Different operations that listen to it. */
  readonly operations: number;
  /** Connections with a stream on it. */
  readonly listeners: number;
}

/** What a stream of a connection follows. */
export interface StreamFacts {
  readonly accountId: string;
  readonly topics: readonly string[];
}

/** A WebSocket, an SSE stream or a request under way. */
export interface ConnectionRow {
  readonly kind: string;
  readonly address: string;
  readonly requestId: string;
  /** Empty before somebody has signed in. */
  readonly accountId: string;
  /** Empty while Kazoo has not told it. */
  readonly accountName: string;
  /** Empty for the token of an API key, too. */
  readonly userId: string;
  /** Empty where the user has not logged in through this gateway. */
  readonly userName: string;
  readonly operations: number;
  /** The first of them. */
  readonly streams: readonly StreamFacts[];
  readonly bufferedBytes: number;
  /** Null for a token without an end. */
  readonly tokenEndsMs: number | null;
}

/** A stream that has ended, or an operation or a connection that was refused. */
export interface Ending {
  readonly atMs: number;
  readonly address: string;
  readonly requestId: string;
  /**
   * The account of the stream, or of whoever was refused, as the token claims it, which may be
   * forged; empty where nobody has signed in.
   */
  readonly accountId: string;
  /** Empty for the token of an API key, too. */
  readonly userId: string;
  readonly reason: string;
}

/** An ending with the names that are known when it is shown; empty while they are not. */
export interface EndingRow extends Ending {
  readonly accountName: string;
  readonly userName: string;
}

/** What has become of an account's events. */
export interface UpstreamEvent {
  readonly atMs: number;
  readonly accountId: string;
  readonly kind: 'lost' | 'restored' | 'renewed' | 'overflow' | 'gap';
  readonly text: string;
}

export interface UpstreamEventRow extends UpstreamEvent {
  /** Empty while Kazoo has not told it. */
  readonly accountName: string;
}

/** An instance of the fleet. */
export interface InstanceRow {
  readonly isThis: boolean;
  readonly ownedAccounts: number;
  readonly isReady: boolean;
}

/** The rows of each section by their key. */
export interface SectionRows {
  readonly conditions: ConditionRow;
  readonly accounts: AccountRow;
  readonly topics: TopicRow;
  readonly connections: ConnectionRow;
  readonly ended: EndingRow;
  readonly refused: EndingRow;
  readonly upstream: UpstreamEventRow;
  readonly settings: SettingFacts;
  readonly instances: InstanceRow;
}

export type SectionName = keyof SectionRows;

/** Some rows of many, and how many there are. */
export interface Section<Row> {
  readonly total: number;
  readonly rows: ReadonlyMap<string, Row>;
}

/** Everything that an operator looks at. */
export type OperatorView = { readonly [Name in SectionName]: Section<SectionRows[Name]> };

/** What has changed in a section since it was told last. */
export interface SectionChanges<Row> {
  readonly total: number;
  readonly set: Readonly<Record<string, Row>>;
  readonly gone: readonly string[];
}

/** A message of the stream of events: the first one has everything. */
export type ViewChanges = { readonly [Name in SectionName]?: SectionChanges<SectionRows[Name]> };

/** What an operator asks to see. An empty text asks for all, or for nothing in particular. */
export interface OperatorQuestion {
  /** Part of a user's, an account's or a request's id, of a name, or of an address. */
  readonly search: string;
  /** The account whose topics, and whose listeners, are shown. */
  readonly accountId: string;
  /** The binding of that account whose listeners are shown. */
  readonly binding: string;
}

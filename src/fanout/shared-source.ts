/**
 * A source of a group's events. Two sources with equal keys deliver the same events, so one of them
 * is enough.
 */
export interface SharedSource {
  readonly key: string;
  /** Accounts alternate in sending events. */
  readonly accountId: string;
  /**
   * Returns what a client gets before the live events: everything after the cursor `after`, or
   * without a cursor what every client starts with, which is one object for as long as it stays
   * the same, if its result is to be made once. Must be iterated in the same turn of the event
   * loop, as far as it is needed: it is read meanwhile. `lost` is an event that showed everything
   * (`isWhole`) and was not delivered to the client: what it announced is announced again.
   *
   * @throws `CURSOR_EXPIRED` when it is not known completely what came after the cursor.
   */
  replay(after: string | undefined, lost?: SourceEvent): Iterable<SourceEvent>;
  /** @param client the first client: where asking Kazoo takes time, clients alternate */
  open(listener: SourceListener, client: string): OpenSource;
}

/** Called synchronously, in order; must not throw. */
export interface SourceListener {
  onEvent(event: SourceEvent): void;
  onEnd(error: Error): void;
}

export interface SourceEvent {
  /**
   * The root value that the operation is executed on. It and the cursor are read when the group's
   * turn has come, and not before: a source may make them only then.
   */
  readonly root: unknown;
  /** The `extensions` of the result, if it has any. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Where a client that saw the event resumes; also the `id:` line of SSE. */
  readonly cursor: string;
  readonly receivedAt: Date;
  /** The length of what was received, by which memory and work are counted. */
  readonly size: number;
  /** The notice that the event carries, if it carries one. */
  readonly notice?: SourceNotice;
  /**
   * Whether it shows everything that the source knows. One whose result is too large to be sent
   * ends its subscriptions: nothing that could follow would be smaller. Default: false.
   */
  readonly isWhole?: boolean;
}

/** A gap that the next event announces to the subscribers that joined before it. */
export interface SourceNotice {
  /** The object that `pendingNotice` was until now. */
  readonly of: object;
  /** The event without the gap, for subscribers that joined since. */
  readonly without: Pick<SourceEvent, 'root' | 'extensions'>;
}

export interface OpenSource {
  /** Resolves when events flow; rejects when they never will. */
  readonly live: Promise<void>;
  /**
   * The notice that the next event will carry. Subscribers that join from now on missed nothing and
   * must not get it. Undefined when there is none.
   */
  readonly pendingNotice?: object | undefined;
  /**
   * Whether the source keeps back something that it knows, or no cursor names what it has brought:
   * then nobody is up to date.
   */
  readonly isHolding?: boolean;
  /**
   * Resolves when everything up to the cursor is here: whoever saw it may have been served by
   * another instance, which was faster. Default: it always is.
   */
  reach?(cursor: string): Promise<void>;
  /**
   * A client joins that has seen everything up to the cursor. Returns whether it is owed the notice
   * that the next event will carry, which may be another one from now on.
   */
  remind?(cursor: string): boolean;
  /**
   * Must be called when the events received since then cannot be passed on: the next event
   * announces the gap, or shows what they showed.
   */
  lose(since: Date): void;
  /** Idempotent; nothing is delivered afterwards. */
  close(): void;
}

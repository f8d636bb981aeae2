/** Where a group's events come from. Two sources with equal keys deliver the same events, so one of them is enough. */
export interface SharedSource {
  readonly key: string;
  /**
   * What a client gets before it goes on live: what it missed after the cursor `after`, or what everybody starts with.
   *
   * @throws when what was missed cannot be said completely.
   */
  replay(after: string | undefined): readonly SourceEvent[];
  /** @param client who asks first: where asking takes time, clients take turns */
  open(listener: SourceListener, client: string): OpenSource;
}

/** Called synchronously, in order; must not throw. */
export interface SourceListener {
  onEvent(event: SourceEvent): void;
  onEnd(error: Error): void;
}

export interface SourceEvent {
  /** The root value the operation is executed on. */
  readonly root: unknown;
  /** `extensions` of the result; absent: none. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Where the event stands: the `id:` line of SSE, and where a client that saw it resumes. */
  readonly cursor: string;
  /** It tells of something that is over; absent: it does not. */
  readonly notice?: SourceNotice;
}

/** What is said once, with the next event, to all who were there. */
export interface SourceNotice {
  /** What was `pendingNotice` until now, the same object. */
  readonly of: object;
  /** The event for those who came since. */
  readonly without: Pick<SourceEvent, 'root' | 'extensions'>;
}

export interface OpenSource {
  /** Resolves when events flow; rejects when they never will. */
  readonly live: Promise<void>;
  /** What is still to be said with the next event: who leaves now does not know it, and who comes now is not concerned. Absent: nothing. */
  readonly pendingNotice?: object | undefined;
  /** Idempotent; nothing is delivered afterwards. */
  close(): void;
}

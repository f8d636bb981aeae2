import type { OpenSource, SharedSource, SourceEvent, SourceListener } from '../fanout/shared-source.ts';

export interface AccountSourceOptions extends SharedSource {
  readonly accountId: string;
  /** The only user whose events it has. Default: it has everybody's. */
  readonly ownerId?: string | undefined;
  /** What it listens to at Kazoo, each by a name of its own, once. Default: nothing. */
  readonly topics?: readonly string[];
  /** The cursor that this client has seen last; not part of what others could share. */
  readonly after?: string | undefined;
}

/** What a subscription field resolves to, once its arguments and the client's authority are checked: the fan-out opens it once for all who ask the same. */
export class AccountSource implements SharedSource, AsyncIterable<never> {
  readonly key: string;
  readonly accountId: string;
  readonly ownerId: string | undefined;
  readonly topics: readonly string[];
  readonly after: string | undefined;
  readonly #options: AccountSourceOptions;

  constructor(options: AccountSourceOptions) {
    this.#options = options;
    this.key = options.key;
    this.accountId = options.accountId;
    this.ownerId = options.ownerId;
    this.topics = options.topics ?? [];
    this.after = options.after;
  }

  first(after: string | undefined): readonly SourceEvent[] {
    return this.#options.first(after);
  }

  open(listener: SourceListener): OpenSource {
    return this.#options.open(listener);
  }

  /** graphql-js demands an async iterable of a subscription field, though here nobody iterates: the fan-out calls `open`. */
  [Symbol.asyncIterator](): AsyncIterator<never> {
    throw new TypeError('The events of a subscription are delivered by the fan-out.');
  }
}

import type { OpenSource, SharedSource, SourceEvent, SourceListener } from '../../fanout/shared-source.ts';

export interface AccountSourceOptions extends SharedSource {
  readonly accountId: string;
  /** The only user whose events it has. Default: it has everybody's. */
  readonly ownerId?: string | undefined;
  /** What it listens to at Kazoo, each by a name of its own, once. Default: nothing. */
  readonly topics?: readonly string[];
}

/** What a client listens to once its authority is checked: the fan-out opens it once for all who ask the same. */
export class AccountSource implements SharedSource {
  readonly key: string;
  readonly accountId: string;
  readonly ownerId: string | undefined;
  readonly topics: readonly string[];
  readonly #options: AccountSourceOptions;

  constructor(options: AccountSourceOptions) {
    this.#options = options;
    this.key = options.key;
    this.accountId = options.accountId;
    this.ownerId = options.ownerId;
    this.topics = options.topics ?? [];
  }

  replay(after: string | undefined): readonly SourceEvent[] {
    return this.#options.replay(after);
  }

  open(listener: SourceListener, client: string): OpenSource {
    return this.#options.open(listener, client);
  }
}

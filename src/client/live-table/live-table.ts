import { passingCodes, toldPauseMs } from '../connection/passing-errors.ts';
import { Picture } from '../picture.ts';
import { extension } from '../result-field.ts';
import type { Gap, SubscribeRequest, SubscribingClient } from '../subscribing-client.ts';
import { checkLiveDocument } from './live-document.ts';
import { subscribeLive } from './live-subscription.ts';
import { type LiveRow, type LiveUpdate, readLiveUpdate } from './live-update.ts';

/** What a live table shows. It never changes: what changes is another object. */
export interface LiveSnapshot<Row> {
  /**
   * `LIVE`: the rows are those of the gateway. `CONNECTING`: there are none yet. `RECONNECTING`:
   * the rows are old, and the table is asked for again. `ENDED`: they stay old; `error` says why.
   */
  readonly status: 'CONNECTING' | 'LIVE' | 'RECONNECTING' | 'ENDED';
  /** Rows keep their place as long as they are there; new ones come last. */
  readonly rows: readonly Row[];
  /** What the latest update says may have been missed between the pictures. */
  readonly gap: Gap | undefined;
  /** The cursor of the latest update, where the document selects it; so is `takenAt`. */
  readonly cursor: string | undefined;
  readonly takenAt: string | undefined;
  /**
   * The first error that the subscription ended with, what the client gave up with, or, while it
   * goes on trying, a `ConnectionError`; undefined once the table is live.
   */
  readonly error: unknown;
}

/** A live list, kept as long as anybody listens. Its methods need no `this`. */
export interface LiveTable<Row> {
  /**
   * Calls the listener at each change, and returns what ends that. The first listener opens the
   * subscription, and the last one that leaves closes it; the next opens another.
   */
  readonly subscribe: (listener: () => void) => () => void;
  /** The present picture, always the same object until something changes. */
  readonly getSnapshot: () => LiveSnapshot<Row>;
}

type UpdateOf<Result> = NonNullable<Result[Exclude<keyof Result, '__typename'>]>;
type ListsOf<Update> = Update[Exclude<keyof Update, 'removed'>];
/** The type of the rows in a result: of the one list of the update that is not `removed`. */
export type LiveRowOf<Result> = unknown extends Result
  ? LiveRow & Readonly<Record<string, unknown>>
  : Extract<ListsOf<UpdateOf<Result>>, readonly LiveRow[]>[number];

/**
 * Makes a table of a live list, for instance of `calls`, that front ends show as it is:
 *
 *     const query = 'subscription { calls { kind calls { id state } removed { id } } }';
 *     const table = liveTable(client, { query });
 *     table.subscribe(() => show(table.getSnapshot().rows));
 *
 * In React: `const { rows } = useSyncExternalStore(table.subscribe, table.getSnapshot)`.
 *
 * The client is one of graphql-ws or graphql-sse, wrapped by `resumable` or not. The
 * document selects `kind`, one list with the `id` of its rows, and `removed { id }`, each under its
 * own name.
 *
 * @typeParam Result The type of the subscription's `data`, as code generators write it
 * @throws `TypeError` for a document that lacks these; where only a result shows it, the table ends
 */
export function liveTable<Result = unknown>(
  client: SubscribingClient,
  request: SubscribeRequest,
): LiveTable<LiveRowOf<Result>> {
  checkLiveDocument(request.query);
  return new TableStore(client, request);
}

type State =
  /** Nobody listens. */
  | { readonly name: 'closed' }
  | { readonly name: 'opening' }
  | { readonly name: 'open'; readonly stop: () => void }
  /** The table could not be had, and will be asked for again. */
  | { readonly name: 'pausing'; readonly timer: ReturnType<typeof setTimeout> }
  | { readonly name: 'ended' };

/** With these codes a stream ends that can be had later, or with another token. */
const curableCodes = ['TOKEN_EXPIRED', ...passingCodes];
const firstPauseMs = 1000;
const maxPauseMs = 30_000;

class TableStore<Row extends LiveRow> implements LiveTable<Row> {
  readonly #client: SubscribingClient;
  readonly #request: SubscribeRequest;
  #state: State = { name: 'closed' };
  /** Undefined until there was a SNAPSHOT. */
  #rows: Map<string, Row> | undefined;
  readonly #picture = new Picture<LiveSnapshot<Row>>({
    status: 'CONNECTING',
    rows: Object.freeze([]),
    gap: undefined,
    cursor: undefined,
    takenAt: undefined,
    error: undefined,
  });
  /** How often in a row the subscription ended before a SNAPSHOT came. */
  #failures = 0;

  constructor(client: SubscribingClient, request: SubscribeRequest) {
    this.#client = client;
    this.#request = request;
  }

  readonly getSnapshot = (): LiveSnapshot<Row> => this.#picture.shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    const leave = this.#picture.listen(listener);
    if (this.#state.name === 'closed') this.#open();
    return () => {
      if (leave() && this.#picture.listeners === 0) this.#close();
    };
  };

  #open(): void {
    this.#transition({ name: 'opening' });
    const stop = subscribeLive(this.#client, this.#request, {
      onResult: (result) => this.#onResult(result),
      onInterrupted: (error) => this.#onInterrupted(error),
      onEnd: (error) => this.#onEnd(error),
    });
    if (this.#state.name === 'opening') this.#transition({ name: 'open', stop });
    else stop();
  }

  #close(): void {
    this.#transition({ name: 'closed' });
    this.#failures = 0;
    this.#picture.show({ status: this.#statusWithoutStream(), error: undefined });
  }

  #onResult(result: unknown): void {
    let update: LiveUpdate<Row>;
    try {
      update = readLiveUpdate(result);
    } catch (error) {
      this.#end(error);
      return;
    }
    this.#apply(update);
  }

  #apply({ isSnapshot, rows, removedIds, gap, cursor, takenAt }: LiveUpdate<Row>): void {
    if (isSnapshot) this.#rows = inPlaceOf(this.#rows, rows);
    else for (const row of rows) this.#rows?.set(row.id, row);
    for (const id of removedIds) this.#rows?.delete(id);
    if (this.#rows === undefined) return;
    this.#failures = 0;
    // A stream begins with a snapshot: that changes come says that this one was not interrupted.
    const changed = { rows: Object.freeze([...this.#rows.values()]), gap, cursor, takenAt };
    this.#picture.show({ status: 'LIVE', error: undefined, ...changed });
  }

  #onInterrupted(error: unknown): void {
    // What is known of a loss stays until the table is live again.
    this.#picture.show({ status: this.#statusWithoutStream(), ...(error === undefined ? {} : { error }) });
  }

  #onEnd(error: unknown): void {
    if (!curableCodes.includes(extension(error, 'code'))) {
      this.#end(error);
      return;
    }
    const pauseMs = Math.min(maxPauseMs, firstPauseMs * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    const timer = setTimeout(() => this.#open(), Math.max(pauseMs, toldPauseMs(error)));
    this.#transition({ name: 'pausing', timer });
    this.#picture.show({ status: this.#statusWithoutStream(), error });
  }

  #end(error: unknown): void {
    this.#transition({ name: 'ended' });
    this.#picture.show({ status: 'ENDED', error });
  }

  #statusWithoutStream(): 'CONNECTING' | 'RECONNECTING' {
    return this.#rows === undefined ? 'CONNECTING' : 'RECONNECTING';
  }

  #transition(next: State): void {
    const state = this.#state;
    this.#state = next;
    if (state.name === 'pausing') clearTimeout(state.timer);
    if (state.name === 'open' && next.name !== 'open') state.stop();
  }
}

/** The rows, those first that were there already, in the order in which they were. */
function inPlaceOf<Row extends LiveRow>(before: ReadonlyMap<string, Row> | undefined, rows: readonly Row[]) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept = [...(before?.keys() ?? [])].flatMap((id) => byId.get(id) ?? []);
  return new Map([...kept, ...rows].map((row) => [row.id, row]));
}

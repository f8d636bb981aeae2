import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { type LiveTable, resumable, type SubscribingClient } from '../../../src/client/index.ts';
import type { Random } from '../../../src/simulator/random.ts';

export interface TableClientOptions<Row> {
  /** Where the gateway is now. */
  readonly url: () => string;
  readonly token: () => string;
  readonly random: Random;
  /** Makes the table that it shows. */
  readonly open: (client: SubscribingClient) => LiveTable<Row>;
  /** Returns what is wrong with a picture, whatever goes on at Kazoo. Default: nothing can be. */
  readonly problemsOf?: (rows: readonly Row[]) => readonly string[];
}

/** A front end that shows a live list with the client package, and looks at each picture of it. */
export class TableClient<Row> {
  readonly problems: string[] = [];
  readonly #table: LiveTable<Row>;
  readonly #dispose;
  readonly #problemsOf: (rows: readonly Row[]) => readonly string[];
  #leave: (() => void) | undefined;

  constructor({ url, token, random, open, problemsOf = () => [] }: TableClientOptions<Row>) {
    this.#problemsOf = problemsOf;
    const client = createClient({
      url,
      webSocketImpl: WebSocket,
      connectionParams: () => ({ authToken: token() }),
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: () => true,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, random.integer(1, 20))),
    });
    this.#dispose = (): unknown => client.dispose();
    const onGap = (): void => void this.problems.push('onGap was called for a live list');
    this.#table = open(resumable(client, { onGap }));
  }

  get isThere(): boolean {
    return this.#leave !== undefined;
  }

  get isLive(): boolean {
    return this.#table.getSnapshot().status === 'LIVE';
  }

  get rows(): readonly Row[] {
    return this.#table.getSnapshot().rows;
  }

  join(): void {
    this.#leave ??= this.#table.subscribe(() => this.#look());
  }

  leave(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  close(): void {
    this.leave();
    this.#dispose();
  }

  #look(): void {
    const { status, rows, error } = this.#table.getSnapshot();
    if (status === 'ENDED') this.problems.push(`the table has ended with ${JSON.stringify(error)}`);
    this.problems.push(...this.#problemsOf(rows));
  }
}

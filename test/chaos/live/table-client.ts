import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { liveTable, resumable } from '../../../src/client/index.ts';
import type { Random } from '../../../src/simulator/random.ts';

export interface ShownCall {
  readonly id: string;
  readonly state: string;
  readonly legs: readonly { readonly callId: string }[];
}

interface Result {
  readonly calls: { readonly calls: readonly ShownCall[]; readonly removed: readonly { readonly id: string }[] };
}

const query = 'subscription { calls { kind calls { id state legs { callId } } removed { id } } }';

/** A front end that shows calls with the client package, and looks at each picture that it gets. */
export class TableClient {
  readonly problems: string[] = [];
  readonly #table;
  readonly #dispose;
  #leave: (() => void) | undefined;

  /** @param url where the gateway is now */
  constructor(url: () => string, token: () => string, random: Random) {
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
    this.#table = liveTable<Result>(resumable(client, { onGap }), { query });
  }

  get isThere(): boolean {
    return this.#leave !== undefined;
  }

  get isLive(): boolean {
    return this.#table.getSnapshot().status === 'LIVE';
  }

  get rows(): readonly ShownCall[] {
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
    const callIds = rows.flatMap(({ legs }) => legs.map(({ callId }) => callId));
    if (new Set(callIds).size < callIds.length) this.problems.push('a leg is in two rows');
    if (rows.some(({ legs }) => legs.length === 0)) this.problems.push('a row has no legs');
  }
}

import type { SubscribeRequest } from '../../src/client/index.ts';
import { createApolloClient, watchCalls as watchWithApollo } from './apollo-client.ts';
import type { GatewayAddress } from './gateway-address.ts';
import type { WatchCallsSubscription } from './generated/graphql.ts';
import { createSseClient, watchCalls as watchOverSse } from './graphql-sse-client.ts';
import { createWebSocketClient, watchCalls as watchOverWebSocket } from './graphql-ws-client.ts';
import { createUrqlClient, watchCalls as watchWithUrql } from './urql-client.ts';

type CallEvent = WatchCallsSubscription['callEvents'];

/** One of the example clients while it watches calls. */
export interface CallWatcher extends AsyncDisposable {
  /**
   * In the order in which they came: each event, each call of `onGap` that was not for a possible
   * loss only, and what ended the stream.
   */
  readonly log: readonly (CallEvent | 'gap' | Error)[];
}

export type WatchCalls = (address: Omit<GatewayAddress, 'onGap'>, onGap?: () => unknown) => CallWatcher;

const eager = { retryWait: async (): Promise<void> => undefined };

/**
 * One watcher for each of the example clients. They reconnect immediately, so that tests are quick.
 */
export const callWatchers: Readonly<Record<string, WatchCalls>> = {
  'graphql-ws': (address, onGap) =>
    watch(onGap, (log, gap) => {
      const client = createWebSocketClient({ ...address, onGap: gap }, eager);
      void read(watchOverWebSocket(client), log);
      return async () => client.dispose();
    }),
  urql: (address, onGap) =>
    watch(onGap, (log, gap) => {
      const client = createWebSocketClient({ ...address, onGap: gap }, eager);
      const stop = watchWithUrql(createUrqlClient(address.url, client), log, log);
      return async () => {
        stop();
        await client.dispose();
      };
    }),
  'Apollo Client': (address, onGap) =>
    watch(onGap, (log, gap) => {
      const client = createWebSocketClient({ ...address, onGap: gap }, eager);
      const apollo = createApolloClient(client);
      const stop = watchWithApollo(apollo, log, log);
      return async () => {
        stop();
        apollo.stop();
        await client.dispose();
      };
    }),
  'graphql-sse': (address, onGap) =>
    watch(onGap, (log, gap) => {
      const client = createSseClient({ ...address, onGap: gap }, { retry: eager.retryWait });
      void read(watchOverSse(client), log);
      return async () => client.dispose();
    }),
};

type Log = (entry: CallEvent | Error) => void;
type OnGap = (gap: unknown, request: SubscribeRequest) => unknown;

function watch(onGap: (() => unknown) | undefined, open: (log: Log, onGap: OnGap) => () => Promise<void>): CallWatcher {
  const log: (CallEvent | 'gap' | Error)[] = [];
  const close = open(
    (entry) => log.push(entry),
    (gap) => {
      // These tests publish in bursts, which the gateway reports as possible losses.
      if (!isPossibleLoss(gap)) log.push('gap');
      return onGap?.();
    },
  );
  return { log, [Symbol.asyncDispose]: close };
}

function isPossibleLoss(gap: unknown): boolean {
  return typeof gap === 'object' && gap !== null && 'certain' in gap && gap.certain === false;
}

async function read(events: AsyncIterable<CallEvent>, log: Log): Promise<void> {
  try {
    for await (const event of events) log(event);
  } catch (error) {
    log(error instanceof Error ? error : new Error(JSON.stringify(error)));
  }
}

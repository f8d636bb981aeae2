import type { FormattedExecutionResult, Client as WebSocketClient } from 'graphql-ws';
import {
  Environment,
  type GraphQLResponse,
  Network,
  Observable,
  RecordSource,
  type RequestParameters,
  Store,
  type Variables,
} from 'relay-runtime';
import { typePolicies } from '../../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.

/**
 * Relay over a client of graphql-ws, for instance that of `createWebSocketClient`, for queries,
 * mutations and subscriptions.
 */
export function createRelayEnvironment(webSocketClient: WebSocketClient): Environment {
  const execute = ({ text }: RequestParameters, variables: Variables) =>
    Observable.create<GraphQLResponse>((sink) =>
      webSocketClient.subscribe<Record<string, unknown>>(
        { query: text ?? '', variables },
        {
          next: (result) => sink.next(responseOf(result)),
          error: (error) => sink.error(error instanceof Error ? error : new Error(JSON.stringify(error))),
          complete: () => sink.complete(),
        },
      ),
    );
  return new Environment({
    network: Network.create(execute, execute),
    store: new Store(new RecordSource()),
    // A row that was removed has the id of the row, and would replace it.
    getDataID: ({ id }, typeName) => (typePolicies[typeName] === undefined ? id : undefined),
  });
}

/** A refused field is null; only a result without data is an error in Relay. */
function responseOf({
  data,
  errors = [],
}: FormattedExecutionResult<Record<string, unknown>, unknown>): GraphQLResponse {
  const told = errors.map(({ message, path }) => ({ message, ...(path && { path: [...path] }) }));
  return data ? { data, errors: told } : { errors: told };
}

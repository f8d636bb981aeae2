import { withCursor } from './edits.js';
import { outline } from './outline.js';
import { resumes, subscriptionFields } from './subscription-fields.js';

/** @typedef {import('../http-transport.js').Operation} Operation */
/**
 * @typedef {{ readonly label: string, write(url: string, operation: Operation): string }} Snippet
 */

/** Where programs find the token: none is ever copied. */
const tokenVariable = 'KAZOO_TOKEN';

/**
 * An operation as programs send it.
 *
 * @type {readonly Snippet[]}
 */
export const snippets = [
  { label: 'cURL', write: curl },
  { label: 'graphql-ws', write: graphqlWs },
  { label: 'urql', write: urql },
  { label: 'Apollo Client', write: apollo },
];

/**
 * @param {string} url
 * @param {Operation} operation
 */
function curl(url, operation) {
  const accept = typeOf(operation) === 'subscription' ? 'text/event-stream' : 'application/json';
  const { query, variables, operationName } = operation;
  // On one line, which JSON always can be: nothing in it ends the document.
  const body = JSON.stringify({ query, variables: variables ?? {}, ...(operationName ? { operationName } : {}) });
  return `curl -N '${url}' \\
  -H "X-Auth-Token: $${tokenVariable}" \\
  -H 'Content-Type: application/json' -H 'Accept: ${accept}' \\
  --data-binary @- <<'JSON'
${body}
JSON
`;
}

/**
 * @param {string} url
 * @param {Operation} operation
 */
function graphqlWs(url, operation) {
  const isList = isLiveList(operation);
  const use = isList
    ? `const table = liveTable(client, { query, variables });
table.subscribe(() => {
  const { status, rows, error } = table.getSnapshot();
  console.log(status, error ?? rows);
});`
    : 'for await (const { data, errors } of client.iterate({ query, variables })) console.log(errors ?? data);';
  return `import { createClient } from 'graphql-ws';
import { createGatewayClient${isList ? ', liveTable' : ''} } from 'kazoo-graphql-gateway/client';

${client(url)}

${request(operation)}
${use}
`;
}

/**
 * @param {string} url
 * @param {Operation} operation
 */
function urql(url, operation) {
  const kind = typeOf(operation);
  return `import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import { createGatewayClient } from 'kazoo-graphql-gateway/client';

${client(url)}
const urql = new Client({
  url: '${url}',
  preferGetMethod: false,
  exchanges: [
    subscriptionExchange({
      enableAllOperations: true,
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({ unsubscribe: client.subscribe({ query: query ?? '', variables }, sink) }),
      }),
    }),
    fetchExchange,
  ],
});

${request(operation)}
urql.${kind}(query, variables).subscribe(({ data, error }) => console.log(error ?? data));
`;
}

/**
 * @param {string} url
 * @param {Operation} operation
 */
function apollo(url, operation) {
  const kind = typeOf(operation);
  const call = kind === 'mutation' ? 'mutate({ mutation' : 'query({ query';
  const use =
    kind === 'subscription'
      ? `apollo.subscribe({ query: gql(query), variables }).subscribe(({ data, error }) => console.log(error ?? data));`
      : `const { data } = await apollo.${call}: gql(query), variables });\nconsole.log(data);`;
  return `import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { createGatewayClient, possibleTypes, typePolicies } from 'kazoo-graphql-gateway/client';

${client(url)}
const cache = new InMemoryCache({ possibleTypes, typePolicies });
const apollo = new ApolloClient({ link: new GraphQLWsLink(client), cache });

${request(operation)}
${use}
`;
}

/** @param {string} url */
function client(url) {
  return `const client = createGatewayClient({
  createClient, // Node before 22 also needs webSocketImpl: WebSocket, from 'ws'
  url: '${url}',
  token: process.env.${tokenVariable}, // or login: { accountName, username, password }
  onGap: (gap) => console.warn('load afresh', gap),
});`;
}

/** @param {Operation} operation */
function request(operation) {
  const { query, operationName, variables } = operation;
  // What can be resumed must say how: createGatewayClient refuses it otherwise.
  const sent = resumes(operation) ? (withCursor(query, operationName)?.query ?? query) : query;
  const text = sent.trim().replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `const query = \`
${text}
\`;
const variables = ${JSON.stringify(variables ?? {}, null, 2)};`;
}

/** @param {Operation} operation */
function typeOf({ query, operationName }) {
  return outline(query, operationName)?.type ?? 'query';
}

/** @param {Operation} operation */
function isLiveList({ query, operationName }) {
  const found = outline(query, operationName);
  const name = found?.field.name ?? '';
  return found?.type === 'subscription' && name !== 'streamStatus' && subscriptionFields[name]?.resumes === false;
}

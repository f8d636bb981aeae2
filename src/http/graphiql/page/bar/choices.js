import { post } from '../http-transport.js';
import { ownDocuments } from '../own-documents.js';

/** @typedef {{ readonly id: string, readonly name: string }} Choice */
/**
 * What can be picked: how its ids are found, and which argument of a root field takes them. Where
 * the tab's operation has none, the example `fallback` does, or its variable `list`.
 *
 * @typedef {{ readonly label: string, readonly query: string, read(data: Data): Choice[],
 * readonly type: string, argumentOf(field: string): string | undefined, readonly fallback: string,
 * readonly list?: string }} Kind
 */
/** @typedef {{ readonly id: string, readonly name: string | null }} Node */
/**
 * @typedef {{ readonly viewer?: { readonly account: Node } | null,
 * readonly descendants?: { readonly nodes: readonly Node[] } | null,
 * readonly conferences?: { readonly nodes: readonly Node[] } | null,
 * readonly queues?: { readonly nodes: readonly Node[] } | null,
 * readonly bindings?: readonly string[] | null }} Data
 */

const conferenceArguments = new Map([
  ['conference', 'id'],
  ['conferenceEvents', 'conferenceId'],
  ['conferenceCommandEvents', 'conferenceId'],
]);
const withoutAccount = new Set(['viewer', 'bindings', 'login', 'refreshToken', 'account']);

/** @type {readonly Kind[]} */
export const kinds = [
  {
    label: 'Account',
    query: ownDocuments.accounts,
    read: ({ viewer, descendants }) => [...(viewer ? [viewer.account] : []), ...(descendants?.nodes ?? [])].map(choice),
    type: 'ID',
    argumentOf: (field) => (withoutAccount.has(field) ? undefined : 'accountId'),
    fallback: 'Calls',
  },
  {
    label: 'Conference',
    query: ownDocuments.conferences,
    read: ({ conferences }) => (conferences?.nodes ?? []).map(choice),
    type: 'ID!',
    argumentOf: (field) => conferenceArguments.get(field),
    fallback: 'ConferenceEvents',
  },
  {
    label: 'Queue',
    query: ownDocuments.queues,
    read: ({ queues }) => (queues?.nodes ?? []).map(choice),
    type: 'ID!',
    argumentOf: () => undefined,
    fallback: 'QueueMisses',
    list: 'queues',
  },
  {
    label: 'Binding',
    query: ownDocuments.bindings,
    // In braces stands what can be any word.
    read: ({ bindings }) => (bindings ?? []).map((name) => ({ id: name.replaceAll(/\{[^}]*\}/g, '*'), name })),
    type: 'String!',
    argumentOf: (field) => (field === 'events' || field === 'diagnose' ? 'binding' : undefined),
    fallback: 'AnyBinding',
  },
];

/**
 * @param {string} url
 * @param {Kind} kind
 * @param {string | undefined} accountId
 * @param {string | undefined} token
 * @returns {Promise<{ readonly choices: readonly Choice[], readonly problem: string }>}
 */
export async function loadChoices(url, { query, read }, accountId, token) {
  const { data, errors } = await post(url, { query, variables: { accountId: accountId ?? null } }, token);
  const choices = typeof data === 'object' && data !== null ? read(data) : [];
  const problem = (errors ?? []).map(({ message }) => message).join(' ');
  return { choices, problem: problem === '' && choices.length === 0 ? 'There is none.' : problem };
}

/**
 * @param {Node} node
 * @returns {Choice}
 */
function choice({ id, name }) {
  return { id, name: name ?? '' };
}

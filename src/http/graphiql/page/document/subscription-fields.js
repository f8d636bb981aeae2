import { outline } from './outline.js';

/**
 * The pieces of a binding: text, or the argument that stands there, with `*` where it is left out.
 * Enums of the schema are Kazoo's words in upper case.
 *
 * @typedef {{ readonly argument: string, readonly isEnum?: boolean }} ArgumentWord
 */
/**
 * @typedef {{ readonly binding?: readonly (string | ArgumentWord)[], readonly resumes: boolean }}
 * SubscriptionField
 */

const calls = { binding: ['call.*.*'], resumes: false };
const polled = { resumes: false };
/** @param {string} name */
const argument = (name) => ({ argument: name });
/** @param {string} name */
const enumOf = (name) => ({ argument: name, isEnum: true });

const conferenceCommands = { binding: ['conference.command.', argument('conferenceId')], resumes: true };
const faxes = { binding: ['fax.status.', argument('faxId')], resumes: true };
const presence = { binding: ['presence.update.', argument('callId')], resumes: true };

/**
 * What Kazoo is asked for by each subscription, to ask `diagnose` about, and whether it takes
 * `after`. Those without a binding are polled.
 *
 * @type {Readonly<Record<string, SubscriptionField>>}
 */
export const subscriptionFields = {
  events: { binding: [argument('binding')], resumes: true },
  calls,
  accountBoard: calls,
  people: calls,
  conferences: calls,
  conference: { binding: ['conference.event.', argument('id'), '.*'], resumes: false },
  registrations: polled,
  devices: polled,
  voicemailBoxes: polled,
  parkedCalls: polled,
  queues: polled,
  queueBoard: polled,
  callEvents: { binding: ['call.', argument('events'), '.', argument('callId')], resumes: true },
  conferenceEvents: { binding: ['conference.event.', argument('conferenceId'), '.*'], resumes: true },
  conferenceCommandEvents: conferenceCommands,
  conferenceCommands,
  faxEvents: faxes,
  faxStatus: faxes,
  documentEvents: { binding: ['object.', enumOf('action'), '.', enumOf('type')], resumes: true },
  dialogEvents: { binding: ['presence.dialog.', argument('callId')], resumes: true },
  messageWaitingEvents: { binding: ['presence.mwi_updates.', argument('mailbox')], resumes: true },
  presenceEvents: presence,
  presenceUpdates: presence,
  streamEvents: { binding: ['stream.', enumOf('event'), '.', argument('callId')], resumes: true },
  missedCalls: { binding: ['call.*.*'], resumes: true },
  voicemailMessages: { binding: ['object.*.mailbox_message'], resumes: true },
  streamStatus: polled,
};

/** @typedef {import('../http-transport.js').Operation} Operation */

/**
 * Whether the subscription can go on after a cursor.
 *
 * @param {Operation} operation
 */
export function resumes({ query, operationName }) {
  const name = outline(query, operationName)?.field.name ?? '';
  return subscriptionFields[name]?.resumes === true;
}

/**
 * What to ask `diagnose` about a subscription that is silent; undefined where no event brings it
 * anything.
 *
 * @param {Operation} operation
 * @returns {{ readonly binding: string, readonly accountId: string | null } | undefined}
 */
export function diagnosisOf({ query, operationName, variables }) {
  const field = outline(query, operationName)?.field;
  const pieces = subscriptionFields[field?.name ?? '']?.binding;
  if (field === undefined || pieces === undefined) return undefined;
  const value = (/** @type {string} */ name) => {
    const span = field.arguments.get(name);
    return span === undefined ? undefined : firstValue(query.slice(span.start, span.end), variables ?? {});
  };
  const word = (/** @type {ArgumentWord} */ { argument, isEnum }) => {
    const given = value(argument) ?? '*';
    return isEnum ? given.toLowerCase() : given;
  };
  const binding = pieces.map((piece) => (typeof piece === 'string' ? piece : word(piece)));
  return { binding: binding.join(''), accountId: value('accountId') ?? null };
}

/**
 * The value of an argument as text, of a list the first one.
 *
 * @param {string} text
 * @param {Record<string, unknown>} variables
 * @returns {string | undefined}
 */
function firstValue(text, variables) {
  const variable = /^\$\s*(\w+)$/.exec(text)?.[1];
  const given = variable === undefined ? literal(text) : variables[variable];
  const first = Array.isArray(given) ? given[0] : given;
  return typeof first === 'string' && first !== '' ? first : undefined;
}

/** @param {string} text */
function literal(text) {
  const string = /^\[?\s*"((?:\\.|[^"\\])*)"/.exec(text)?.[1];
  return string ?? /^\[?\s*(?!null\b)([A-Za-z]\w*)/.exec(text)?.[1];
}

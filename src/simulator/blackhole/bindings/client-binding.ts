import type { JsonValue } from '../../json.ts';
import type { KazooBehaviour } from '../../kazoo-version.ts';
import { databaseOf, encodeWord } from './amqp-key.ts';

/**
 * One internal key of a client binding: what is matched, and which reference-counted listener feeds
 * it.
 */
export interface InternalKey {
  /** As replies and events spell it; presence has lost its `presence.` prefix. */
  readonly clientBinding: string;
  readonly pattern: string;
  /** The words of the pattern, split once and not for each event. */
  readonly words: readonly string[];
  /** Node-wide: calls are counted per account and event name, all others per AMQP pattern. */
  readonly listener: string;
}

export type BindingAnswer =
  | { readonly kind: 'accepted'; readonly keys: readonly InternalKey[] }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'crash' };

export interface BindingRequest {
  readonly binding: string;
  /** Not always text: blackhole lets nonsense through to here (scene 2.9 of master.transcript). */
  readonly accountId: JsonValue | undefined;
  readonly realm: string | undefined;
  /**
   * `YYYYMM` of now: month databases are named when the subscribe arrives (events.md section 10).
   */
  readonly month: string;
  readonly behaviour: KazooBehaviour;
}

export const callEvents = [
  'CHANNEL_CREATE',
  'CHANNEL_ANSWER',
  'CHANNEL_DESTROY',
  'CHANNEL_HOLD',
  'CHANNEL_UNHOLD',
  'CHANNEL_BRIDGE',
  'PARK_PARKED',
  'PARK_RETRIEVED',
  'PARK_ABANDONED',
];
export const documentActions = ['doc_created', 'doc_edited', 'doc_deleted'];
export const documentTypes = [
  'account',
  'callflow',
  'device',
  'faxbox',
  'media',
  'user',
  'vmbox',
  'fax',
  'mailbox_message',
  'call_recording',
];
export const monthTypes = ['fax', 'mailbox_message'];
const presenceKinds = ['dialog', 'mwi_updates', 'update'];
const noSubscriptions = 'no available subscriptions to requested binding';

export function callListener(accountId: string, event: string): string {
  return `hook ${accountId} ${event}`;
}

const amqpPrefix = 'amqp ';

/** The AMQP pattern of a listener, `undefined` for the hooks that feed calls. */
export function amqpPatternOf(listener: string): string | undefined {
  return listener.startsWith(amqpPrefix) ? listener.slice(amqpPrefix.length) : undefined;
}

/** What blackhole makes of a client binding (protocol.md "Bindings"; scenes 2.6 to 3.17). */
export function resolveBinding(request: BindingRequest): BindingAnswer {
  const [family, ...words] = request.binding.split('.');
  switch (family) {
    case 'call':
      return resolveCall(request, words);
    case 'conference':
      return resolveConference(request, words);
    case 'fax':
      return resolveFax(request, words);
    case 'object':
      return resolveObject(request, words);
    case 'presence':
      return request.behaviour.hasPresence ? resolvePresence(request, words) : refuse(noSubscriptions);
    case '*':
      return resolveEveryFamily(request, words);
    case '#':
      return invalidFormat('conference', []);
    default:
      return refuse(noSubscriptions);
  }
}

function resolveCall({ accountId }: BindingRequest, words: readonly string[]): BindingAnswer {
  const [event, callId, ...rest] = words;
  if (event === undefined || callId === undefined || rest.length > 0) return invalidFormat('call', words);
  if (event !== '*' && !callEvents.includes(event)) return refuse(`event ${event} not supported`);
  if (typeof accountId !== 'string') return refuse(noSubscriptions);
  const events = event === '*' ? callEvents : [event];
  return accept(
    events.map((name) => {
      const pattern = `call.${accountId}.${name}.${callId}`;
      return internalKey(`call.${event}.${callId}`, pattern, callListener(accountId, name));
    }),
  );
}

function resolveConference(request: BindingRequest, words: readonly string[]): BindingAnswer {
  const { accountId, behaviour } = request;
  const [kind, conferenceId, callId, event, ...rest] = words;
  const isCommand = kind === 'command' && conferenceId !== undefined && callId === undefined;
  const hasEvent = event !== undefined;
  const fitsVersion = behaviour.conferenceWords === 'event name' ? hasEvent || callId === '*' : !hasEvent;
  const isEvent = kind === 'event' && callId !== undefined && fitsVersion && rest.length === 0;
  if (conferenceId === '*' && (isCommand || isEvent)) return refuse('ConferenceId required');
  if (conferenceId === undefined || !(isCommand || isEvent)) return invalidFormat('conference', words);
  if (typeof accountId !== 'string') return refuse(noSubscriptions);
  const conference = encodeWord(conferenceId);
  const pattern = isCommand
    ? `conference.command.${conference}`
    : `conference.event.${encodeWord(event ?? '*')}.${accountId}.${conference}.${encodeWord(callId ?? '*')}`;
  return accept([amqpKey(request.binding, pattern)]);
}

function resolveFax(request: BindingRequest, words: readonly string[]): BindingAnswer {
  const { accountId, binding, month } = request;
  const [kind, word, ...rest] = words;
  if (word === undefined || rest.length > 0 || (kind !== 'status' && kind !== 'object')) {
    return invalidFormat('fax', words);
  }
  if (kind === 'object') {
    return withDatabase(request, (id) => [amqpKey(binding, `${word}.${databaseOf(id, month)}.fax.*`)]);
  }
  if (typeof accountId !== 'string') return refuse(noSubscriptions);
  return accept([amqpKey(binding, `fax.status.${accountId}.${encodeWord(word)}`)]);
}

function resolveObject(request: BindingRequest, words: readonly string[]): BindingAnswer {
  const [action, type, ...rest] = words;
  if (action === undefined || type === undefined || rest.length > 0) return invalidFormat('object', words);
  // With a type wildcard the action is not looked at (scene 2.6 of master.transcript: object.CHANNEL_CREATE.*).
  const isKnown = documentTypes.includes(type) && (action === '*' || documentActions.includes(action));
  if (type !== '*' && !isKnown) return refuse(`event ${action}.${type} not supported`);
  const clientBinding = `object.${action}.${type}`;
  return withDatabase(request, (id) => {
    const account = amqpKey(clientBinding, `${action}.${databaseOf(id)}.${type}.*`);
    const month = amqpKey(clientBinding, `${action}.${databaseOf(id, request.month)}.${type}.*`);
    if (type === '*') return [account, month];
    return monthTypes.includes(type) ? [month] : [account];
  });
}

function resolvePresence({ binding, realm }: BindingRequest, words: readonly string[]): BindingAnswer {
  const [kind, word, ...rest] = words;
  if (kind === undefined) return invalidFormat('presence', []);
  if (!presenceKinds.includes(kind)) return refuse(`event ${kind} not supported`);
  if (word === undefined || rest.length > 0 || realm === undefined) return refuse(noSubscriptions);
  return accept([amqpKey(binding.slice('presence.'.length), `${kind}.${encodeWord(realm)}.${encodeWord(word)}`)]);
}

// Every family is asked, and those that understand the words answer (scene 2.6).
function resolveEveryFamily(request: BindingRequest, words: readonly string[]): BindingAnswer {
  if (request.behaviour.closesOnMalformedAccount) return { kind: 'crash' };
  const answers = [resolveCall(request, words), resolveObject(request, words)];
  const keys = answers.flatMap((answer) => (answer.kind === 'accepted' ? answer.keys : []));
  return keys.length === 0 ? refuse(noSubscriptions) : accept(keys);
}

function withDatabase(
  { accountId, behaviour }: BindingRequest,
  keysOf: (accountId: string) => readonly InternalKey[],
): BindingAnswer {
  if (typeof accountId === 'string' && accountId.length > 1) return accept(keysOf(accountId));
  return behaviour.closesOnMalformedAccount ? { kind: 'crash' } : refuse(noSubscriptions);
}

export function amqpKey(clientBinding: string, pattern: string): InternalKey {
  return internalKey(clientBinding, pattern, `${amqpPrefix}${pattern}`);
}

export function internalKey(clientBinding: string, pattern: string, listener: string): InternalKey {
  return { clientBinding, pattern, words: pattern.split('.'), listener };
}

function accept(keys: readonly InternalKey[]): BindingAnswer {
  return { kind: 'accepted', keys };
}

function refuse(error: string): BindingAnswer {
  return { kind: 'refused', error };
}

function invalidFormat(family: string, words: readonly string[]): BindingAnswer {
  return refuse(`invalid format for ${family} subscription : ${words.join(', ')}`);
}

import type { BlackholeSettings } from '../blackhole-settings.ts';
import { databaseOf, encodeWord } from './amqp-key.ts';
import type { InternalKey } from './client-binding.ts';
import { amqpKey, callListener, documentActions, documentTypes, internalKey, monthTypes } from './client-binding.ts';

/**
 * A client binding as a socket holds it: equal ones have the same keys too, which tell accounts and
 * months apart.
 */
export interface HeldBinding {
  /** As replies and events spell it. */
  readonly clientBinding: string;
  readonly keys: readonly InternalKey[];
}

export type Kazoo5Answer =
  | { readonly kind: 'accepted'; readonly bindings: readonly HeldBinding[] }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'crash' };

export interface Kazoo5BindingRequest {
  readonly binding: string;
  /** `*` for every account. */
  readonly accountId: string;
  readonly realm: string | undefined;
  /** `YYYYMM` of now: month databases are named when the command arrives (events.md section 10). */
  readonly month: string;
  /** Whether the socket's identity may name `*` as a conference. */
  readonly isSuperduperAdmin: boolean;
  readonly settings: BlackholeSettings;
  /** Names the socket's token in bindings of `relay`. */
  readonly tokenId: string;
}

type Resolver = (request: Kazoo5BindingRequest, words: readonly string[]) => Kazoo5Answer;

export const conferenceEvents = [
  'conference-create',
  'conference-destroy',
  'lock',
  'unlock',
  'add-member',
  'del-member',
  'stop-talking',
  'start-talking',
  'mute-member',
  'unmute-member',
  'deaf-member',
  'undeaf-member',
];
/** The default of `notification_events`. */
const notificationEvents: Readonly<Record<string, readonly string[]>> = { sip: ['missed_call'] };
const liveEvents = ['array', 'broadcast', 'caption', 'info', 'chat'];
export const streamEvents = ['start', 'stop'];
const presenceKinds = ['dialog', 'mwi_updates', 'update'];

const resolvers: ReadonlyMap<string, Resolver> = new Map<string, Resolver>([
  ['call', resolveCall],
  ['conference', resolveConference],
  ['fax', resolveFax],
  ['object', resolveObject],
  ['presence', resolvePresence],
  ['stream', resolveStream],
  ['notifications', resolveNotifications],
  ['live', resolveLive],
  ['dialog', resolveDialog],
  ['relay', resolveRelay],
]);
const optionalModules: ReadonlySet<string> = new Set(['stream', 'notifications', 'live', 'dialog', 'relay']);

/**
 * What Kazoo 5 makes of a client binding (kazoo-5.md sections 3 to 5; scenes 2.1 to 7.4 of
 * 5.transcript).
 */
export function resolveKazoo5Binding(request: Kazoo5BindingRequest): Kazoo5Answer {
  const [family = '', ...words] = request.binding.split('.');
  if (family === '*' || family === '#') return resolveEveryFamily(request, words);
  const resolve = resolvers.get(family);
  const loaded: ReadonlySet<string> = request.settings.modules;
  const isLoaded = !optionalModules.has(family) || loaded.has(family);
  return resolve === undefined || !isLoaded ? noSubscriptions() : resolve(request, words);
}

function resolveCall({ accountId, settings }: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [event, callId, ...rest] = words;
  if (event === undefined || callId === undefined || rest.length > 0) return invalidFormat('call', words);
  if (event !== '*' && !settings.callEvents.includes(event)) return refuse(`event ${event} not supported`);
  const clientBinding = `call.${event}.${callId}`;
  const events = event === '*' ? settings.callEvents : [event];
  const keys = events.map((name) =>
    internalKey(clientBinding, `call.${accountId}.${name}.${callId}`, callListener(accountId, name)),
  );
  return accept({ clientBinding, keys });
}

// The call id is compared with the routing key as it stands, so that one which would have to be encoded never matches.
function resolveConference(request: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [kind, ...names] = words;
  if (kind === 'command' && names.length === 1) {
    const [conferenceId = ''] = names;
    if (!mayName(request, conferenceId)) return refuse('unauthorized wildcard for conference id');
    return single(request.binding, `conference.command.${conferenceId}`);
  }
  if (kind !== 'event' || names.length !== 3) return invalidFormat('conference', words);
  const [event = '', conferenceId = '', callId = ''] = names;
  if (event !== '*' && !conferenceEvents.includes(event)) return refuse(`Unsupported conference event ${event}`);
  if (!mayName(request, conferenceId)) return refuse('unauthorized wildcard for conference id');
  return single(request.binding, `conference.event.${event}.${request.accountId}.${conferenceId}.${callId}`);
}

function mayName({ isSuperduperAdmin }: Kazoo5BindingRequest, conferenceId: string): boolean {
  return conferenceId !== '*' || isSuperduperAdmin;
}

function resolveFax(request: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [kind, word, ...rest] = words;
  if (word === undefined || rest.length > 0) return invalidFormat('fax', words);
  const { accountId, binding, month } = request;
  if (kind === 'status') return single(binding, `fax.status.${accountId}.${encodeWord(word)}`);
  if (kind !== 'object') return invalidFormat('fax', words);
  return accountId === '*' ? noSubscriptions() : single(binding, `${word}.${databaseOf(accountId, month)}.fax.*`);
}

function resolveObject({ accountId, month }: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [action, type, ...rest] = words;
  if (action === undefined || type === undefined || rest.length > 0) return invalidFormat('object', words);
  const isKnown = documentTypes.includes(type) && (action === '*' || documentActions.includes(action));
  if (type !== '*' && !isKnown) return refuse(`event ${action}.${type} not supported`);
  if (accountId === '*') return noSubscriptions();
  const ofAccount = `${action}.${databaseOf(accountId)}.${type}.*`;
  const ofMonth = `${action}.${databaseOf(accountId, month)}.${type}.*`;
  if (type === '*') return single(`object.${action}.*`, ofAccount, ofMonth);
  return single(`object.${action}.${type}`, monthTypes.includes(type) ? ofMonth : ofAccount);
}

function resolvePresence({ binding, realm }: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [kind, word, ...rest] = words;
  if (kind === undefined) return invalidFormat('presence', []);
  if (!presenceKinds.includes(kind)) return refuse(`event ${kind} not supported`);
  if (word === undefined || rest.length > 0 || realm === undefined) return noSubscriptions();
  return single(binding.slice('presence.'.length), `${kind}.${encodeWord(realm)}.${encodeWord(word)}`);
}

function resolveStream(request: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [event, callId, ...rest] = words;
  if (event === undefined || callId === undefined || rest.length > 0) return invalidFormat('stream', words);
  if (event !== '*' && !streamEvents.includes(event)) return refuse(`event stream.${event} not supported`);
  return stream(request, event, callId);
}

function stream({ accountId }: Kazoo5BindingRequest, event: string, callId: string): Kazoo5Answer {
  return single(`stream.${event}.${callId}`, `pivot.stream.${event}.${accountId}.${callId}`);
}

// The patterns name no account: everybody hears everybody's (scene 7.1 of 5.transcript).
function resolveNotifications({ binding }: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [category, event, ...rest] = words;
  if (category === undefined || event === undefined || rest.length > 0) return { kind: 'crash' };
  const known = Object.hasOwn(notificationEvents, category) ? (notificationEvents[category] ?? []) : undefined;
  if (event !== '*') {
    if (known?.includes(event) !== true) return refuse(`event ${category}.${event} not supported`);
    return single(binding, `notifications.${category}.${event}`);
  }
  if (known === undefined) return refuse(`event category ${category} not supported`);
  return single(binding, ...known.map((name) => `notifications.${category}.${name}`));
}

function resolveLive({ accountId, binding }: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [kind, event, id, ...rest] = words;
  if (kind !== 'conference' || event === undefined || id === undefined || rest.length > 0) {
    return invalidFormat('live', words);
  }
  if (event !== '*' && !liveEvents.includes(event)) return refuse(`Unsupported live event ${event}`);
  return single(binding, `live.conference.${accountId}.${event}.${id}`);
}

function resolveDialog({ accountId }: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [dialogId, callId, ...rest] = words;
  if (dialogId === undefined || callId === undefined || rest.length > 0) return invalidFormat('dialog', words);
  return single(`dialog.event.${dialogId}.${callId}`, `dialog.event.${accountId}.${dialogId}.${callId}`);
}

function resolveRelay({ accountId, tokenId }: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [event, ...rest] = words;
  if (event === undefined || rest.length > 0) return invalidFormat('relay', words);
  if (event !== '*' && event !== 'conference') return refuse(`Unsupported relay event ${event}`);
  return single(`relay.${event}.${tokenId}`, `relay.${accountId}.${event}.${tokenId}`);
}

// The three families of three words that take any name for the second one answer (scene 2.4 of 5.transcript).
function resolveEveryFamily(request: Kazoo5BindingRequest, words: readonly string[]): Kazoo5Answer {
  const [second, third, ...rest] = words;
  if (words.length === 0) return invalidFormat('conference', []);
  if (second === undefined || third === undefined || rest.length > 0) return noSubscriptions();
  const hasStream = request.settings.modules.has('stream');
  const answers = [
    resolveCall(request, words),
    ...(hasStream ? [stream(request, second, third)] : []),
    resolveObject(request, words),
  ];
  const bindings = answers.flatMap((answer) => (answer.kind === 'accepted' ? answer.bindings : []));
  return bindings.length === 0 ? noSubscriptions() : { kind: 'accepted', bindings };
}

function single(clientBinding: string, ...patterns: readonly string[]): Kazoo5Answer {
  return accept({ clientBinding, keys: patterns.map((pattern) => amqpKey(clientBinding, pattern)) });
}

function accept(binding: HeldBinding): Kazoo5Answer {
  return { kind: 'accepted', bindings: [binding] };
}

function refuse(error: string): Kazoo5Answer {
  return { kind: 'refused', error };
}

function noSubscriptions(): Kazoo5Answer {
  return refuse('no available subscriptions to requested binding');
}

function invalidFormat(family: string, words: readonly string[]): Kazoo5Answer {
  return refuse(`invalid format for ${family} subscription : ${words.join(', ')}`);
}

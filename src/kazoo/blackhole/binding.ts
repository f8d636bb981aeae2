import { GatewayError } from '../../errors.ts';
import { conferenceEventWords } from '../event-words.ts';
import { encodeAmqpWord, isEncodedAmqpWord, isPlainAmqpWord } from './amqp-word.ts';
import {
  accountBytes,
  type BindingFamily,
  bindingForms,
  formHints,
  presencePrefix,
  type WordForm,
} from './binding-forms.ts';

/**
 * A binding in its one canonical spelling: clients that want the same events share one upstream
 * subscription.
 */
export interface Binding {
  /** The text that `subscribe` and `unsubscribe` send. */
  readonly text: string;
  /**
   * The key by which frames name the binding: its text, without the prefix of a presence binding
   * (scene 3.13).
   */
  readonly subscribedKey: string;
  readonly family: BindingFamily;
}

/** The limit of AMQP (0-9-1 section 4.2.5.3, "short strings"). */
const maxRoutingKeyBytes = 255;
const safeWord = /^[A-Za-z0-9\-_~+%*]+$/;

// Its frames are no events, and are meant for one token (kazoo-5.md section 5), whereas many share a socket here.
const noRelay = 'The gateway does not hand on relay messages: Kazoo addresses them to one login, not to an account.';

/**
 * Reads a binding as a client writes it. A specific call id of a `call` binding may come raw or
 * AMQP-encoded.
 *
 * Kazoo checks event names and document types, which differ between its versions; a refusal does
 * the shared socket no harm. What could harm the socket (wildcard heads, `#`, empty words, control
 * characters) is refused here.
 *
 * @throws `BAD_USER_INPUT` with a message that shows the right form; `BINDING_REJECTED` for
 *   `relay`.
 */
export function parseBinding(input: string): Binding {
  const text = input.trim();
  if (text.length === 0) throw badBinding(input, 'It is empty.');
  refuseTooLong(text, 0);
  const [head = '', ...rest] = text.split('.');
  if (head === 'relay') throw new GatewayError('BINDING_REJECTED', noRelay);
  return Object.hasOwn(formHints, head) ? parseKnown(text, head, rest) : parseOther(text, head, rest);
}

/**
 * Whether Kazoo matches events of this binding by the realm that the account had when the binding
 * was subscribed.
 */
export function isOfRealm({ text }: Pick<Binding, 'text'>): boolean {
  return text.startsWith(presencePrefix);
}

/** Whether its events are those of calls, each of which names its account in its routing key. */
export function isCall({ family }: Binding): boolean {
  return family === 'call';
}

/**
 * The binding for events of one call (its id raw, as in events) or, without `callId`, of every call
 * of the account.
 */
export function callBinding(eventName = '*', callId?: string): Binding {
  const word = callId === undefined || callId === '*' ? '*' : encodeAmqpWord(callId);
  return parseBinding(`call.${eventName}.${word}`);
}

function parseKnown(text: string, head: string, rest: readonly string[]): Binding {
  const words = head === 'call' ? joinRawCallId(text, rest) : withEventLast(text, head, rest);
  const form = bindingForms.find(
    ({ prefix, words: { length } }) =>
      prefix.length + length === words.length + 1 && prefix.every((word, index) => [head, ...words][index] === word),
  );
  if (form === undefined) throw badBinding(text, `Write ${formHints[head]}.`);
  const values = words.slice(form.prefix.length - 1);
  const canonical = values.map((word, index) => canonicalWord(text, word, form.words[index] ?? 'name'));
  return toBinding([...form.prefix, ...canonical].join('.'), form.family, form.addedBytes);
}

/**
 * A raw call id may contain dots (`abc@10.0.0.1`): everything after the event name belongs to the
 * id. Whoever writes `*` between its dots wants a wildcard, and would wait for a call of that name.
 */
function joinRawCallId(text: string, [eventName, ...callId]: readonly string[]): readonly string[] {
  if (callId.length > 1 && callId.includes('*'))
    throw badBinding(text, 'A call is one word: * for all of them, or one id, in which %2A is an asterisk.');
  return eventName === undefined || callId.length === 0 ? [eventName ?? ''] : [eventName, callId.join('.')];
}

/**
 * Kazoo 5 writes `conference.event.{EVENT or *}.{CONFERENCE}.{CALL or *}`, 4.3.107 and later write
 * the event last, if at all. Four words are Kazoo 5's if the second can be its event; a conference
 * of such a name is refused where that would be doubtful.
 */
function withEventLast(text: string, head: string, rest: readonly string[]): readonly string[] {
  const [kind, event = '', conferenceId = '', callId] = rest;
  if (head !== 'conference' || kind !== 'event' || callId === undefined || rest.length !== 4) return rest;
  if (event === '*') return [kind, conferenceId, callId];
  if (!isConferenceEventName(event)) return rest;
  if (isConferenceEventName(conferenceId)) {
    throw badBinding(text, `"${conferenceId}" can be an event here, too; subscribe to the whole conference.`);
  }
  return [kind, conferenceId, callId, event];
}

function canonicalWord(text: string, word: string, form: WordForm): string {
  if (word === '') throw badBinding(text, 'A word between two dots is empty.');
  if (word === '*') {
    if (form === 'plain') throw badBinding(text, 'Kazoo needs a specific conference id here, not a wildcard.');
    return word;
  }
  if (word.includes('#')) throw badBinding(text, '# is not a wildcard here; write * for any one word.');
  if (form === 'callId') {
    // Hex digits get one spelling, since two texts must not mean one binding.
    return isEncodedAmqpWord(word) ? word.replace(/%../g, (hex) => hex.toUpperCase()) : encodeAmqpWord(word);
  }
  if (form === 'name') {
    if (!/^[\w-]+$/.test(word)) throw badBinding(text, `"${word}" is not the name of an event, an action or a type.`);
    return word;
  }
  // blackhole encodes these ids itself: other characters are encoded twice and match nothing (events.md section 4).
  if (isPlainAmqpWord(word)) return word;
  const others = form === 'plain' ? 'of another one it tells nothing' : 'subscribe to * instead';
  throw badBinding(text, `Here Kazoo matches only ids of letters, digits, - and _; ${others}.`);
}

function parseOther(text: string, head: string, rest: readonly string[]): Binding {
  const words = [head, ...rest];
  // Kazoo itself writes presence bindings without their prefix in places. If accepted, one would
  // share the `subscribedKey` of a presence binding, although Kazoo takes the two for different
  // bindings.
  if (bindingForms.some(({ prefix: [module, kind] }) => module === 'presence' && kind === head))
    throw badBinding(text, `Write ${formHints['presence']}.`);
  // A wildcard head binds every module at once (scene 2.6).
  if (head.includes('*') || !words.every((word) => safeWord.test(word))) {
    throw badBinding(
      text,
      'A binding consists of words (letters, digits, -, _ and %) with dots between them; ' +
        '* stands for one word, but not the first.',
    );
  }
  // An unknown module adds an unknown number of bytes; the account's are the least.
  return toBinding(text, 'other', accountBytes);
}

function toBinding(text: string, family: BindingFamily, addedBytes: number): Binding {
  // Checked again here, since encoding makes a call id longer.
  refuseTooLong(text, addedBytes);
  const subscribedKey = text.startsWith(presencePrefix) ? text.slice(presencePrefix.length) : text;
  return { text, subscribedKey, family };
}

function refuseTooLong(text: string, addedBytes: number): void {
  const maxLength = maxRoutingKeyBytes - addedBytes;
  if (text.length > maxLength) throw badBinding(text.slice(0, 64), `It is longer than ${maxLength} characters.`);
}

function badBinding(binding: string, advice: string): GatewayError {
  return new GatewayError('BAD_USER_INPUT', `${JSON.stringify(binding)} is not a binding. ${advice}`);
}

function isConferenceEventName(word: string): boolean {
  return conferenceEventWords.nameOf(word) !== null;
}

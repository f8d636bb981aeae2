/**
 * The kinds of binding that blackhole offers (events.md section 4). `other` stands for modules that
 * an operator added.
 */
export type BindingFamily =
  | 'call'
  | 'conference.event'
  | 'conference.command'
  | 'fax.status'
  | 'fax.object'
  | 'object'
  | 'presence.dialog'
  | 'presence.mwi_updates'
  | 'presence.update'
  | 'stream'
  | 'notifications'
  | 'other';

/** A form in which clients write bindings of a family. */
export interface BindingForm {
  readonly family: BindingFamily;
  readonly prefix: readonly string[];
  /** The words after the prefix. */
  readonly words: readonly WordForm[];
  /**
   * How much longer than the binding the routing key is that Kazoo binds for it (events.md section
   * 4).
   */
  readonly addedBytes: number;
}

/**
 * The form of one word. `name`: an event, action or type. `callId`: a call id, raw or AMQP-encoded;
 * the gateway encodes it. `plain`: an id that Kazoo encodes itself, so that any other character
 * would be encoded twice and never match.
 */
export type WordForm = 'name' | 'callId' | 'plain' | 'plainOrAny';

/** What the bindings of presence begin with, and their frames do not (scene 3.13). */
export const presencePrefix = 'presence.';
/** `{ACCOUNT}.` */
export const accountBytes = 33;
/**
 * `account%2F{2}%2F{2}%2F{28 hex}-YYYYMM`, where `fax.object` and `object` say which documents are
 * meant.
 */
const monthDatabaseBytes = 55;
/**
 * `{REALM}.` in place of `presence.`. The length of a realm has no documented bound, and each dot
 * in it takes three bytes.
 */
const realmBytes = 128;

/** Every form of the known families. */
export const bindingForms: readonly BindingForm[] = [
  // Kazoo binds one key for all calls, whatever the binding says (scene 3.1).
  { family: 'call', prefix: ['call'], words: ['name', 'callId'], addedBytes: 0 },
  {
    family: 'conference.event',
    prefix: ['conference', 'event'],
    words: ['plain', 'plainOrAny'],
    addedBytes: '*.'.length + accountBytes,
  },
  // Of the versions, only 4.3.107 to 4.3.142 know this form.
  {
    family: 'conference.event',
    prefix: ['conference', 'event'],
    words: ['plain', 'plainOrAny', 'name'],
    addedBytes: accountBytes,
  },
  { family: 'conference.command', prefix: ['conference', 'command'], words: ['plain'], addedBytes: 0 },
  { family: 'fax.status', prefix: ['fax', 'status'], words: ['plainOrAny'], addedBytes: accountBytes },
  {
    family: 'fax.object',
    prefix: ['fax', 'object'],
    words: ['name'],
    addedBytes: monthDatabaseBytes + '..fax.*'.length - 'fax.object.'.length,
  },
  {
    family: 'object',
    prefix: ['object'],
    words: ['name', 'name'],
    addedBytes: monthDatabaseBytes + '...*'.length - 'object..'.length,
  },
  // Kazoo compares the call id as it stands with the encoded one, so that only a plain one matches.
  { family: 'stream', prefix: ['stream'], words: ['name', 'plainOrAny'], addedBytes: 'pivot.'.length + accountBytes },
  // With any other number of words, Kazoo closes the socket (scene 7.1b of 5.transcript).
  { family: 'notifications', prefix: ['notifications'], words: ['name', 'name'], addedBytes: 0 },
  ...(['presence.dialog', 'presence.mwi_updates', 'presence.update'] as const).map(
    (family): BindingForm => ({
      family,
      prefix: family.split('.'),
      words: ['plainOrAny'],
      addedBytes: realmBytes - presencePrefix.length,
    }),
  ),
];

/** The forms of the bindings that begin with a word, for people. */
export const formHints: Readonly<Record<string, string>> = {
  call: 'call.{EVENT or *}.{CALL_ID or *}',
  conference:
    'conference.event.{CONFERENCE_ID}.{CALL_ID or *}, ' +
    'conference.event.{EVENT or *}.{CONFERENCE_ID}.{CALL_ID or *} or conference.command.{CONFERENCE_ID}',
  fax: 'fax.status.{FAX_ID or *} or fax.object.{ACTION or *}',
  object: 'object.{ACTION or *}.{TYPE or *}',
  presence: 'presence.dialog.{CALL_ID or *}, presence.mwi_updates.{MAILBOX or *} or presence.update.{CALL_ID or *}',
  stream: 'stream.{start, stop or *}.{CALL_ID or *}',
  notifications: 'notifications.{CATEGORY}.{EVENT or *}, for instance notifications.sip.missed_call',
};

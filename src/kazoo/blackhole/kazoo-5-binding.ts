import { GatewayError } from '../../errors.ts';
import { everyAccount } from '../requests/accounts.ts';
import type { Binding } from './binding.ts';

const conferencePrefix = 'conference.event.';

/**
 * The text by which Kazoo 5 knows the binding. It differs for conference events alone, whose event
 * comes first there: `conference.event.{EVENT or *}.{CONFERENCE}.{CALL or *}` (kazoo-5.md section
 * 5). Must not be sent to what may be 4.3, which reads the event as the conference.
 */
export function kazoo5Text({ family, text }: Binding): string {
  if (family !== 'conference.event') return text;
  const [conferenceId, callId, event = '*'] = text.slice(conferencePrefix.length).split('.');
  return `${conferencePrefix}${event}.${conferenceId}.${callId}`;
}

/**
 * Whether the binding is `conference.event.{CONFERENCE}.*`, which all versions but 5 take. Others
 * refuse the other forms, too, so that a refusal of those does not tell the version.
 */
export function isWholeConference({ family, text }: Binding): boolean {
  return family === 'conference.event' && /^conference\.event\.[^.]+\.\*$/.test(text);
}

/**
 * Whether Kazoo refused `conference.event.{CONFERENCE}.*` for its form, which is good for all
 * versions but 5 (kazoo-5.md section 1). Kazoo's own words are the cause of the error.
 */
export function refusesConferenceForm({ code, cause }: GatewayError): boolean {
  return (
    code === 'BINDING_REJECTED' && cause instanceof Error && cause.message.startsWith('invalid format for conference')
  );
}

/**
 * Why the binding must not be subscribed on Kazoo 5 for this account; undefined when it may be. Of
 * calls and fax progress of every account Kazoo 5 leaves out what anybody on the node subscribes to
 * by the account's own id (kazoo-5.md section 4).
 */
export function kazoo5Refusal({ family }: Binding, accountId: string): GatewayError | undefined {
  if (accountId !== everyAccount || (family !== 'call' && family !== 'fax.status')) return undefined;
  return new GatewayError(
    'BINDING_REJECTED',
    'Kazoo 5 cannot be asked for the calls or fax progress of every account: it would leave out, without a sign, ' +
      'those of each account that somebody follows by its own id. Subscribe to each account by its id.',
  );
}

/**
 * Whether Kazoo 5 counts the two bindings of one socket as one where both need the same pattern:
 * subscribing the second counts nothing, and unsubscribing either of them silences both
 * (kazoo-5.md section 4).
 */
export function shareCount(one: Binding, other: Binding): boolean {
  if (one.text === other.text) return false;
  if (one.family === 'notifications' && other.family === 'notifications') return shareNotifications(one, other);
  const document = documentsOf(one);
  return document !== undefined && document === documentsOf(other);
}

/** `notifications.{CATEGORY}.*` needs the pattern of each event of the category. */
function shareNotifications(one: Binding, other: Binding): boolean {
  const [, category, event] = one.text.split('.');
  const [, otherCategory, otherEvent] = other.text.split('.');
  return category === otherCategory && (event === '*' || otherEvent === '*');
}

/** `fax.object.{ACTION}` needs the pattern of `object.{ACTION}.fax`. */
function documentsOf({ family, text }: Binding): string | undefined {
  if (family === 'object') return text;
  return family === 'fax.object' ? `object.${text.slice('fax.object.'.length)}.fax` : undefined;
}

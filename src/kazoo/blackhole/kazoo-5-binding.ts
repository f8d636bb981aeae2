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

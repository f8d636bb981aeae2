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

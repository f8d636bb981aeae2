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

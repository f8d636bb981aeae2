import type { EventResolvers } from '../generated/resolvers.ts';
import type { BindingFamily } from '../kazoo/blackhole/binding-forms.ts';
import {
  callEventWords,
  conferenceEventWords,
  documentActionWords,
  streamEventWords,
  type Words,
} from '../kazoo/event-words.ts';
import { callEventFields } from '../kazoo/events/call-event-fields.ts';
import { conferenceCommandEventFields } from '../kazoo/events/conference-command-event-fields.ts';
import { conferenceEventFields } from '../kazoo/events/conference-event-fields.ts';
import { documentEventFields } from '../kazoo/events/document-event-fields.ts';
import type { EventField, EventFields } from '../kazoo/events/event-field.ts';
import { eventHeaderFields } from '../kazoo/events/event-header-fields.ts';
import { faxStatusEventFields } from '../kazoo/events/fax-status-event-fields.ts';
import { notificationEventFields } from '../kazoo/events/notification-event-fields.ts';
import {
  dialogEventFields,
  messageWaitingEventFields,
  presenceUpdateEventFields,
} from '../kazoo/events/presence-event-fields.ts';
import { streamEventFields } from '../kazoo/events/stream-event-fields.ts';
import type { DeliveredEvent } from './subscriptions/event-stream.ts';

export interface EventResolverOptions {
  /**
   * Called each time that a typed field cannot read a value of Kazoo's, and is null for the client.
   */
  readonly onUnreadableField: (type: string, field: string) => void;
}

type Projections<Fields extends EventFields> = {
  readonly [Name in keyof Fields]: (source: DeliveredEvent) => Exclude<ReturnType<Fields[Name]>, undefined>;
};

/** The GraphQL type of an event, by the family of its binding. */
const typeOfFamily = {
  call: 'CallEvent',
  'conference.event': 'ConferenceEvent',
  'conference.command': 'ConferenceCommandEvent',
  'fax.status': 'FaxStatusEvent',
  'fax.object': 'DocumentEvent',
  object: 'DocumentEvent',
  'presence.dialog': 'DialogEvent',
  'presence.mwi_updates': 'MessageWaitingEvent',
  'presence.update': 'PresenceUpdateEvent',
  stream: 'StreamEvent',
  notifications: 'NotificationEvent',
  other: 'UnknownEvent',
} as const satisfies Record<BindingFamily, string>;

const commonFields = {
  id: ({ event }: DeliveredEvent) => event.id,
  name: ({ event }: DeliveredEvent) => event.name,
  accountId: ({ event }: DeliveredEvent) => event.accountId,
  binding: ({ event }: DeliveredEvent) => event.binding,
  receivedAt: ({ event }: DeliveredEvent) => event.receivedAt,
  cursor: ({ event }: DeliveredEvent) => event.cursor,
  gap: ({ gap }: DeliveredEvent) => gap,
  data: ({ event }: DeliveredEvent) => event.data,
} satisfies Record<string, (source: DeliveredEvent) => unknown>;

/**
 * Returns the resolvers of the event types. All are synchronous projections of the event: events
 * would lose their order otherwise.
 */
export function eventResolvers({ onUnreadableField }: EventResolverOptions) {
  function eventType<Fields extends EventFields>(type: string, fields: Fields) {
    const projected = Object.entries(fields).map(
      ([name, read]) => [name, projection(read, () => onUnreadableField(type, name))] as const,
    );
    // The type of fromEntries does not keep which key has which reader.
    return { ...commonFields, ...(Object.fromEntries(projected) as Projections<Fields>) };
  }

  const event: EventResolvers = { __resolveType: ({ event: { family } }) => typeOfFamily[family] };
  return {
    Event: event,
    CallEvent: { ...eventType('CallEvent', callEventFields), callEventName: nameIn(callEventWords) },
    ConferenceEvent: {
      ...eventType('ConferenceEvent', conferenceEventFields),
      conferenceEventName: nameIn(conferenceEventWords),
    },
    ConferenceCommandEvent: eventType('ConferenceCommandEvent', conferenceCommandEventFields),
    FaxStatusEvent: eventType('FaxStatusEvent', faxStatusEventFields),
    DocumentEvent: {
      ...eventType('DocumentEvent', documentEventFields),
      documentAction: nameIn(documentActionWords),
    },
    DialogEvent: eventType('DialogEvent', dialogEventFields),
    MessageWaitingEvent: eventType('MessageWaitingEvent', messageWaitingEventFields),
    PresenceUpdateEvent: eventType('PresenceUpdateEvent', presenceUpdateEventFields),
    StreamEvent: {
      ...eventType('StreamEvent', streamEventFields),
      streamEventName: nameIn(streamEventWords, 'stream_'),
    },
    NotificationEvent: eventType('NotificationEvent', notificationEventFields),
    UnknownEvent: eventType('UnknownEvent', eventHeaderFields),
  } as const;
}

/**
 * The name of what happened, among `words`; null for what has none. Event names begin with
 * `prefix`.
 */
function nameIn<Name extends string>(words: Words<Name>, prefix = ''): (source: DeliveredEvent) => Name | null {
  return ({ event: { name } }) => (name.startsWith(prefix) ? words.nameOf(name.slice(prefix.length)) : null);
}

function projection(read: EventField, onUnreadable: () => void): (source: DeliveredEvent) => unknown {
  return ({ event }) => {
    const value = read(event.data);
    if (value !== undefined) return value;
    onUnreadable();
    return null;
  };
}

import { callEventFields } from '../../src/kazoo/events/call-event-fields.ts';
import { conferenceCommandEventFields } from '../../src/kazoo/events/conference-command-event-fields.ts';
import { conferenceEventFields } from '../../src/kazoo/events/conference-event-fields.ts';
import { documentEventFields } from '../../src/kazoo/events/document-event-fields.ts';
import type { EventFields } from '../../src/kazoo/events/event-field.ts';
import { eventHeaderFields } from '../../src/kazoo/events/event-header-fields.ts';
import { faxStatusEventFields } from '../../src/kazoo/events/fax-status-event-fields.ts';
import { notificationEventFields } from '../../src/kazoo/events/notification-event-fields.ts';
import {
  dialogEventFields,
  messageWaitingEventFields,
  presenceUpdateEventFields,
} from '../../src/kazoo/events/presence-event-fields.ts';
import { streamEventFields } from '../../src/kazoo/events/stream-event-fields.ts';

/** The tables of typed fields by the event type that they are of. */
export const eventTables: Readonly<Record<string, EventFields>> = {
  CallEvent: callEventFields,
  ConferenceEvent: conferenceEventFields,
  ConferenceCommandEvent: conferenceCommandEventFields,
  FaxStatusEvent: faxStatusEventFields,
  DocumentEvent: documentEventFields,
  DialogEvent: dialogEventFields,
  MessageWaitingEvent: messageWaitingEventFields,
  PresenceUpdateEvent: presenceUpdateEventFields,
  StreamEvent: streamEventFields,
  NotificationEvent: notificationEventFields,
  UnknownEvent: eventHeaderFields,
};

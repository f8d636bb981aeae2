import type {
  CallEventFilter,
  ConferenceCommandEventFilter,
  ConferenceEventFilter,
  DialogEventFilter,
  DocumentEventFilter,
  FaxStatusEventFilter,
  MessageWaitingEventFilter,
  PresenceUpdateEventFilter,
  StreamEventFilter,
} from '../../generated/resolvers.ts';
import { documentActionWords } from '../../kazoo/event-words.ts';
import { callEventFields, isLoopbackLeg } from '../../kazoo/events/call-event-fields.ts';
import { conferenceCommandEventFields } from '../../kazoo/events/conference-command-event-fields.ts';
import { conferenceEventFields } from '../../kazoo/events/conference-event-fields.ts';
import { documentEventFields, isDocumentChange } from '../../kazoo/events/document-event-fields.ts';
import { faxStatusEventFields } from '../../kazoo/events/fax-status-event-fields.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import {
  dialogEventFields,
  messageWaitingEventFields,
  presenceUpdateEventFields,
} from '../../kazoo/events/presence-event-fields.ts';
import { streamEventFields } from '../../kazoo/events/stream-event-fields.ts';
import { type EventFilter, hasField, hasName, hide, oneOf } from './event-filter.ts';
import type { Conditions as ConditionsOf } from './item-filter.ts';

type Conditions<Input> = ConditionsOf<Input, KazooEvent>;

// Each table has a condition for every argument of its filter input; the compiler sees to it.

export const callConditions: Conditions<CallEventFilter> = {
  ownerIds: hasField(callEventFields.ownerId),
  authorizingIds: hasField(callEventFields.authorizingId),
  authorizingTypes: hasField(callEventFields.authorizingType),
  callDirection: hasField(callEventFields.callDirection),
  callerIdNumbers: hasField(callEventFields.callerIdNumber),
  calleeIdNumbers: hasField(callEventFields.calleeIdNumber),
  callIds: hasField(callEventFields.callId),
  callInteractionIds: hasField(callEventFields.callInteractionId),
  presenceIds: hasField(callEventFields.presenceId),
  hangupCauses: hasField(callEventFields.hangupCause),
  parkingSlots: hasField(callEventFields.parkingSlot),
  hideLoopback: hide(({ data }) => isLoopbackLeg(data)),
};

export const conferenceConditions: Conditions<ConferenceEventFilter> = {
  names: hasName,
  callIds: hasField(conferenceEventFields.callId),
  participantIds: hasField(conferenceEventFields.participantId),
  ownerIds: hasField(conferenceEventFields.ownerId),
};

export const conferenceCommandConditions: Conditions<ConferenceCommandEventFilter> = {
  applicationNames: hasField(conferenceCommandEventFields.applicationName),
  participantIds: hasField(conferenceCommandEventFields.participantId),
};

export const faxStatusConditions: Conditions<FaxStatusEventFilter> = {
  faxDirection: hasField(faxStatusEventFields.faxDirection),
  direction: hasField(faxStatusEventFields.faxDirection),
  faxStates: hasField(faxStatusEventFields.faxState),
  faxboxIds: hasField(faxStatusEventFields.faxboxId),
  jobIds: hasField(faxStatusEventFields.faxId),
};

export const documentConditions: Conditions<DocumentEventFilter> = {
  actions: oneOf(({ name }) => documentActionWords.nameOf(name)),
  types: hasField(documentEventFields.type),
  documentIds: hasField(documentEventFields.documentId),
  isSoftDeleted: hasField(documentEventFields.isSoftDeleted),
};

export const dialogConditions: Conditions<DialogEventFilter> = {
  presenceIds: hasField(dialogEventFields.presenceId),
  states: hasField(dialogEventFields.state),
  dialogDirection: hasField(dialogEventFields.dialogDirection),
  direction: hasField(dialogEventFields.dialogDirection),
};

export const messageWaitingConditions: Conditions<MessageWaitingEventFilter> = {
  presenceIds: hasField(messageWaitingEventFields.presenceId),
  messagesWaiting: hasField(messageWaitingEventFields.messagesWaiting),
};

export const presenceUpdateConditions: Conditions<PresenceUpdateEventFilter> = {
  presenceIds: hasField(presenceUpdateEventFields.presenceId),
  states: hasField(presenceUpdateEventFields.state),
};

export const streamConditions: Conditions<StreamEventFilter> = {
  callIds: hasField(streamEventFields.callId),
  streamIds: hasField(streamEventFields.streamId),
};

/** Changes of documents, not of databases. */
export const documentChanges: EventFilter = { key: 'documents', accepts: ({ name }) => isDocumentChange(name) };

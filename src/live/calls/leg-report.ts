import type { Channel } from '../../kazoo/collections/channels.ts';
import type { CallDirection } from '../../kazoo/event-words.ts';
import { callEventFields as fields, isLoopbackLeg } from '../../kazoo/events/call-event-fields.ts';
import { queueVariableFields } from '../../kazoo/events/channel-variable-fields.ts';
import type { EventData } from '../../kazoo/events/event-field.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import { readKazooTime } from '../../kazoo/gregorian-time.ts';

/** What can be known of a leg; null where a source does not tell it. */
export interface LegFacts {
  readonly callDirection: CallDirection | null;
  readonly otherLegCallId: string | null;
  readonly callerName: string | null;
  readonly callerNumber: string | null;
  readonly calleeName: string | null;
  readonly calleeNumber: string | null;
  readonly dialledNumber: string | null;
  /** The extension whose lamp the leg lights. */
  readonly extension: string | null;
  readonly userId: string | null;
  readonly deviceId: string | null;
  readonly conferenceId: string | null;
  readonly queueId: string | null;
}

/** What one event, or one row of Kazoo's list, tells of a leg. */
export interface LegReport {
  readonly callId: string;
  /** By the switch's clock, in milliseconds since 1970; undefined where the source has no time. */
  readonly momentMs: number | undefined;
  /** When the leg was made, likewise: it tells two lives of one call id apart. */
  readonly createdAtMs: number | undefined;
  readonly interactionId: string | null;
  /** Legs that belong to the same call. */
  readonly relatedCallIds: readonly string[];
  readonly isLoopback: boolean;
  readonly isCarrier: boolean;
  readonly isAnswered: boolean;
  readonly isRecorded: boolean;
  /** Whether the caller asked not to be shown, as far as the source tells. */
  readonly isPrivate: boolean;
  readonly ownerIds: readonly string[];
  readonly facts: LegFacts;
}

/** UNIX microseconds have this many digits from 2001 to 2286. */
const microsecondDigits = 16;
const answeredStates = new Set(['ACTIVE', 'HELD', 'UNHELD']);
const deviceTypes = new Set(['device', 'mobile']);
const carrierTypes = new Set(['resource', 'sys_info']);
const privacyFlags = [
  fields.callerPrivacyName,
  fields.callerPrivacyNumber,
  fields.privacyHideName,
  fields.privacyHideNumber,
];
const carrierResource = /^(?:offnet|onnet)-/;

/** Reads what a call event tells of its leg; undefined when it names none. */
export function readLegEvent({ name, data, owners }: KazooEvent): LegReport | undefined {
  const callId = textOf(fields.callId, data);
  if (callId === null) return undefined;
  const otherLegCallId = textOf(fields.bridgeBUniqueId, data) ?? textOf(fields.otherLegCallId, data);
  const authorizingType = textOf(fields.authorizingType, data);
  return {
    callId,
    momentMs: momentOf(data),
    createdAtMs: fields.channelCreatedTime(data)?.getTime(),
    interactionId: textOf(fields.callInteractionId, data),
    relatedCallIds: [
      otherLegCallId,
      textOf(fields.bridgeId, data),
      textOf(fields.channelLoopbackOtherLegId, data),
      textOf(queueVariableFields.memberCallId, data),
    ].filter((id) => id !== null),
    isLoopback: isLoopbackLeg(data),
    isCarrier: isCarrier(authorizingType, textOf(fields.resourceType, data), textOf(fields.resourceId, data)),
    isAnswered: isAnswered(name, data),
    isRecorded: textOf(fields.mediaRecordingId, data) !== null,
    isPrivate: privacyFlags.map((flag) => flag(data)).some((asked) => asked === true || asked === undefined),
    ownerIds: owners,
    facts: {
      callDirection: fields.callDirection(data) ?? null,
      otherLegCallId,
      callerName: textOf(fields.callerIdName, data),
      callerNumber: textOf(fields.callerIdNumber, data),
      calleeName: textOf(fields.calleeIdName, data),
      calleeNumber: textOf(fields.calleeIdNumber, data),
      dialledNumber:
        textOf(fields.callerDestinationNumber, data) ??
        userPart(textOf(fields.request, data)) ??
        userPart(textOf(fields.inception, data)),
      extension: userPart(textOf(fields.presenceId, data)),
      ...ownersOf(textOf(fields.ownerId, data), textOf(fields.authorizingId, data), authorizingType),
      conferenceId: textOf(fields.conferenceName, data),
      queueId: textOf(queueVariableFields.queueId, data),
    },
  };
}

/** Whether a fax was received by the leg that an event tells of. */
export function tellsOfFax({ name, data }: KazooEvent): boolean {
  return name === 'CHANNEL_DESTROY' && (fields.faxSuccess(data) ?? fields.faxTransferredPages(data) ?? null) !== null;
}

/** Reads a row of `/channels`. Kazoo 5 leaves out the names and numbers there. */
export function readListedLeg(channel: Channel): LegReport {
  const { callId, otherLegCallId, ownerId, authorizingId, authorizingType, resourceId } = channel;
  return {
    callId,
    momentMs: undefined,
    createdAtMs: channel.channelCreatedTime?.getTime(),
    interactionId: channel.callInteractionId,
    relatedCallIds: otherLegCallId === null ? [] : [otherLegCallId],
    isLoopback: channel.channelIsLoopback === true,
    isCarrier: isCarrier(authorizingType, null, resourceId),
    isAnswered: channel.answered === true,
    isRecorded: false,
    isPrivate: false,
    ownerIds: channel.owners,
    facts: {
      callDirection: channel.callDirection,
      otherLegCallId,
      callerName: channel.callerIdName,
      callerNumber: channel.callerIdNumber,
      calleeName: channel.calleeIdName,
      calleeNumber: channel.calleeIdNumber,
      dialledNumber: channel.destination,
      extension: userPart(channel.presenceId),
      ...ownersOf(ownerId, authorizingId, authorizingType),
      conferenceId: null,
      queueId: null,
    },
  };
}

/** Returns facts that do not show the caller. */
export function withoutCaller(facts: LegFacts): LegFacts {
  return { ...facts, callerName: null, callerNumber: null, extension: null };
}

export const namesOfFacts = [
  'callDirection',
  'otherLegCallId',
  'callerName',
  'callerNumber',
  'calleeName',
  'calleeNumber',
  'dialledNumber',
  'extension',
  'userId',
  'deviceId',
  'conferenceId',
  'queueId',
] as const satisfies readonly (keyof LegFacts)[];

/** Facts of which each is the first source's, else the second's. */
export function factsOf(first: LegFacts, second: LegFacts): LegFacts {
  return {
    callDirection: first.callDirection ?? second.callDirection,
    otherLegCallId: first.otherLegCallId ?? second.otherLegCallId,
    callerName: first.callerName ?? second.callerName,
    callerNumber: first.callerNumber ?? second.callerNumber,
    calleeName: first.calleeName ?? second.calleeName,
    calleeNumber: first.calleeNumber ?? second.calleeNumber,
    dialledNumber: first.dialledNumber ?? second.dialledNumber,
    extension: first.extension ?? second.extension,
    userId: first.userId ?? second.userId,
    deviceId: first.deviceId ?? second.deviceId,
    conferenceId: first.conferenceId ?? second.conferenceId,
    queueId: first.queueId ?? second.queueId,
  };
}

/**
 * When the switch emitted an event: `msg_id` to the microsecond, else `timestamp` to the second
 * (events.md section 3). PARK_* have neither.
 */
function momentOf(data: EventData): number | undefined {
  const messageId = textOf(fields.msgId, data);
  if (messageId?.length === microsecondDigits && readKazooTime(messageId) !== null) return Number(messageId) / 1000;
  return fields.timestamp(data)?.getTime();
}

/** CHANNEL_BRIDGE alone does not say so: audio is joined for early media, too. */
function isAnswered(name: string, data: EventData): boolean {
  if (name === 'CHANNEL_ANSWER' || name.startsWith('PARK_')) return true;
  if (name === 'CHANNEL_DESTROY') return (fields.billingSeconds(data) ?? 0) > 0;
  if (name === 'CHANNEL_CREATE') return false;
  return answeredStates.has(textOf(fields.channelCallState, data) ?? '');
}

function isCarrier(authorizingType: string | null, resourceType: string | null, resourceId: string | null): boolean {
  if (authorizingType !== null) return carrierTypes.has(authorizingType);
  return resourceId !== null || carrierResource.test(resourceType ?? '');
}

function ownersOf(
  ownerId: string | null,
  authorizingId: string | null,
  authorizingType: string | null,
): Pick<LegFacts, 'userId' | 'deviceId'> {
  return {
    userId: ownerId ?? (authorizingType === 'user' ? authorizingId : null),
    deviceId: authorizingType !== null && deviceTypes.has(authorizingType) ? authorizingId : null,
  };
}

function textOf(field: (data: EventData) => string | null | undefined, data: EventData): string | null {
  return field(data) || null;
}

function userPart(address: string | null): string | null {
  return address?.split('@')[0] || null;
}

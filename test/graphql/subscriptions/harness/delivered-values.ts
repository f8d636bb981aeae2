import fc from 'fast-check';
import type { CallsUpdateSource } from '../../../../src/graphql/live-resolvers.ts';
import type { MissedCallSource, VoicemailMessageSource } from '../../../../src/graphql/news/news-resolvers.ts';
import type { DeliveredEvent } from '../../../../src/graphql/subscriptions/event-stream.ts';
import type { DeliveredStatus } from '../../../../src/graphql/subscriptions/status-source.ts';
import { parseBinding } from '../../../../src/kazoo/blackhole/binding.ts';
import { parseFrame } from '../../../../src/kazoo/blackhole/blackhole-protocol.ts';
import type { CallDirection } from '../../../../src/kazoo/event-words.ts';
import { identifyEvent, readKazooEvent } from '../../../../src/kazoo/events/kazoo-event.ts';
import { publicData } from '../../../../src/kazoo/events/public-data.ts';
import type { Call, CallState, RemovedCall } from '../../../../src/live/calls/call.ts';
import type { MissedCall } from '../../../../src/live/news/missed/missed-call.ts';
import type { VoicemailMessage } from '../../../../src/live/news/voicemail/voicemail-message.ts';
import type { AccountGap } from '../../../../src/upstream/history/gap.ts';
import { anyString } from '../../../harness/any-string.ts';
import { hostileText } from '../../../harness/recorded/hostile-data.ts';
import { recordedEvents } from '../../../harness/recorded/recorded-events.ts';
import { plainUpdates } from './polled-updates.ts';

const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const gap = fc.option(
  fc.record<AccountGap>({
    from: date,
    to: date,
    reason: fc.constantFrom('UPSTREAM_DISCONNECTED', 'UPSTREAM_OVERFLOW', 'MONTH_TURNED', 'OWNER_LOST'),
    certain: fc.boolean(),
    accountIds: fc.array(fc.string()),
  }),
);
const recorded = fc.constantFrom(...recordedEvents);
export const plainEvent = fc
  .tuple(recorded, date, gap)
  .map(([{ binding, data }, at, missed]) => delivered(binding, JSON.stringify(data), at, missed));
export const mutatedEvent = recorded.chain(({ binding, data }) =>
  fc.tuple(hostileText(data), date, gap).map(([text, at, missed]) => delivered(binding, text, at, missed)),
);
export const status = fc.record<DeliveredStatus>({
  accountId: fc.string(),
  cursor: fc.string(),
  state: fc.constantFrom('IDLE', 'CONNECTING', 'LIVE', 'RECONNECTING', 'RATE_LIMITED'),
  since: date,
  reason: fc.option(anyString()),
  attempt: fc.nat({ max: 2 ** 31 - 1 }),
  retryAt: fc.option(date),
  gap,
});
const text = anyString();
const party = {
  name: fc.option(text),
  number: fc.option(text),
  userId: fc.option(text),
  deviceId: fc.option(text),
};
const states = fc.constantFrom<CallState>('RINGING', 'ANSWERED', 'ON_HOLD', 'PARKED');
const call: fc.Arbitrary<Call> = fc.record({
  id: text,
  ownerIds: fc.array(text),
  accountId: text,
  state: states,
  direction: fc.constantFrom('INBOUND', 'OUTBOUND', 'INTERNAL'),
  from: fc.record(party),
  to: fc.record(party),
  startedAt: date,
  answeredAt: fc.option(date),
  since: date,
  parkedSlot: fc.option(text),
  conferenceId: fc.option(text),
  queueId: fc.option(text),
  wasAnswered: fc.boolean(),
  answererIds: fc.array(text),
  recording: fc.boolean(),
  legs: fc.array(
    fc.record({
      ...party,
      callId: text,
      otherLegCallId: fc.option(text),
      callDirection: fc.option(fc.constantFrom<CallDirection>('INBOUND', 'OUTBOUND')),
      state: states,
      startedAt: date,
      answeredAt: fc.option(date),
    }),
    { maxLength: 3 },
  ),
});
const removedCall = fc.oneof(
  fc.record({ id: text, reason: fc.constant('NO_LONGER_MATCHES' as const) }),
  fc.record<RemovedCall>({
    id: text,
    reason: fc.constantFrom('ENDED', 'MERGED', 'VANISHED'),
    hangupCause: fc.option(text),
    wasAnswered: fc.boolean(),
    endedAt: fc.option(date),
  }),
);
const callsUpdate = fc.record<CallsUpdateSource>({
  kind: fc.constantFrom('SNAPSHOT', 'CHANGES'),
  rows: fc.array(call, { maxLength: 3 }),
  removed: fc.array(removedCall, { maxLength: 3 }),
  cursor: text,
  gap,
  takenAt: date,

  absentAccountIds: fc.array(fc.string()),
});
const newsEvent = plainEvent.map(({ event }) => event);
const missedCall = fc.record<MissedCall>({
  id: text,
  accountId: text,
  callId: text,
  direction: fc.constantFrom('INBOUND', 'INTERNAL'),
  from: fc.record(party),
  to: fc.record(party),
  queueId: fc.option(text),
  occurredAt: date,
  endedAt: date,
  hangupCause: fc.option(text),
  answeredBy: fc.option(fc.record(party)),
  missedBy: fc.array(text, { maxLength: 3 }),
  leftVoicemail: fc.option(fc.boolean()),
  isUnanswered: fc.boolean(),
});
const voicemailMessage = fc.record<VoicemailMessage>({
  id: text,
  accountId: text,
  boxId: fc.option(text),
  boxName: fc.option(text),
  mailbox: fc.option(text),
  ownerId: fc.option(text),
  callId: fc.option(text),
  callerIdName: fc.option(text),
  callerIdNumber: fc.option(text),
  timestamp: fc.option(date),
  lengthMs: fc.option(fc.nat({ max: 2 ** 31 - 1 })),
  folder: fc.option(text),
  transcription: fc.option(text),
});
/** What each field of news delivers. */
export const news = fc.record({
  missedCalls: fc
    .tuple(newsEvent, missedCall, gap)
    .map(([event, content, missed]): MissedCallSource => ({ event: { ...event, content }, gap: missed })),
  voicemailMessages: fc
    .tuple(newsEvent, voicemailMessage, gap)
    .map(([event, content, missed]): VoicemailMessageSource => ({ event: { ...event, content }, gap: missed })),
});
const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true });
export const brokenEvent = fc.oneof(
  anything,
  fc
    .tuple(plainEvent, broken('id', 'name', 'family', 'receivedAt', 'cursor', 'data'), broken('gap'))
    .map(([{ event, ...rest }, ofEvent, ofRest]) => ({ ...rest, ...ofRest, event: { ...event, ...ofEvent } })),
);
export const brokenStatus = fc
  .tuple(status, broken('accountId', 'state', 'since', 'reason', 'attempt', 'gap'))
  .map(([plain, changes]) => ({ ...plain, ...changes }));
/** Of each live list by its field. */
export const updates = fc
  .tuple(fc.record({ calls: callsUpdate }), plainUpdates(gap))
  .map(([kept, polled]) => ({ ...kept, ...polled }));
export const brokenUpdates = fc
  .tuple(
    updates,
    broken('kind', 'rows', 'removed', 'cursor', 'gap', 'takenAt').filter(hasNoSets).filter(hasNoForeignRows),
  )
  .map(([plain, changes]) =>
    Object.fromEntries(Object.entries(plain).map(([field, update]) => [field, { ...update, ...changes }])),
  );
/** The content is the gateway's own, and as it should be. */
export const brokenNews = fc
  .tuple(news, broken('receivedAt', 'cursor', 'accountId'))
  .map(([{ missedCalls, voicemailMessages }, changes]) => ({
    missedCalls: { ...missedCalls, event: { ...missedCalls.event, ...changes } },
    voicemailMessages: { ...voicemailMessages, event: { ...voicemailMessages.event, ...changes } },
  }));

function delivered(binding: string, dataText: string, receivedAt: Date, gap: AccountGap | null): DeliveredEvent {
  const frame = parseFrame(`{"action":"event","subscribed_key":"any","name":"any","data":${dataText}}`);
  if (frame?.kind !== 'event') throw new Error('The frame was lost');
  const parsed = parseBinding(binding);
  const receipt = { ...identifyEvent(frame, parsed.family), accountId: 'a', receivedAt, cursor: '1' };
  return { event: readKazooEvent(frame, parsed, receipt, publicData), gap };
}

/** Some of the keys, with any value. */
function broken(...keys: readonly string[]): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc.dictionary(fc.constantFrom(...keys), anything, { maxKeys: 2 });
}

/** graphql-js makes lists of these; the projection is given none, and leaves them to it. */
function hasNoSets(values: Readonly<Record<string, unknown>>): boolean {
  return !Object.values(values).some((value) => value instanceof Set || value instanceof Map);
}

/**
 * Rows that no live list makes look like those of a query, of which Kazoo is asked more: then there
 * is no result at once.
 */
function hasNoForeignRows({ rows }: Readonly<Record<string, unknown>>): boolean {
  return !Array.isArray(rows) || rows.every((row) => typeof row !== 'object' || row === null);
}

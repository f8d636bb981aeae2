import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  executeSync,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  parse,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import type { SharedOperation } from '../../../src/fanout/projection/projection.ts';
import { compileProjection } from '../../../src/fanout/projection/projection.ts';
import type { CallsUpdateSource } from '../../../src/graphql/live-resolvers.ts';
import type { MissedCallSource, VoicemailMessageSource } from '../../../src/graphql/news/news-resolvers.ts';
import type { DeliveredEvent } from '../../../src/graphql/subscriptions/event-stream.ts';
import type { DeliveredStatus } from '../../../src/graphql/subscriptions/status-source.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { parseFrame } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import type { CallDirection } from '../../../src/kazoo/event-words.ts';
import { identifyEvent, readKazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { publicData } from '../../../src/kazoo/events/public-data.ts';
import type { Call, CallState, RemovedCall } from '../../../src/live/calls/call.ts';
import type { MissedCall } from '../../../src/live/news/missed/missed-call.ts';
import type { VoicemailMessage } from '../../../src/live/news/voicemail/voicemail-message.ts';
import type { AccountGap } from '../../../src/upstream/history/gap.ts';
import { fuzzRuns } from '../../harness/fuzz-runs.ts';
import { gatewaySchema } from '../../harness/gateway-schema.ts';
import { hostileText } from '../../harness/recorded/hostile-data.ts';
import { recordedEvents } from '../../harness/recorded/recorded-events.ts';
import { isPerClient, plainUpdates } from './harness/polled-updates.ts';

type SelectedType = GraphQLObjectType | GraphQLInterfaceType;

/** A piece of a document, with the fragments that it spreads. */
interface Piece {
  readonly text: string;
  readonly fragments: readonly string[];
}

const schema = gatewaySchema();
const numRuns = fuzzRuns(300);
const constantDirective = fc.constantFrom('', '', '', '', '@skip(if: true)', '@skip(if: false) @include(if: true)');
const variableDirective = fc.constantFrom('', '', '', '', '@skip(if: $yes)', '@include(if: $no)');
const variableValues = { binding: 'call.*.*', conferenceId: 'c', id: 'c', yes: true };
/** Names that mean something to JavaScript and JSON, each for one field: selections must merge. */
const nastyAliases = new Map(Object.entries({ id: '__proto__', name: 'constructor', data: 'toJSON', cursor: 'then' }));

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
const plainEvent = fc
  .tuple(recorded, date, gap)
  .map(([{ binding, data }, at, missed]) => delivered(binding, JSON.stringify(data), at, missed));
const mutatedEvent = recorded.chain(({ binding, data }) =>
  fc.tuple(hostileText(data), date, gap).map(([text, at, missed]) => delivered(binding, text, at, missed)),
);
const status = fc.record<DeliveredStatus>({
  accountId: fc.string(),
  cursor: fc.string(),
  state: fc.constantFrom('IDLE', 'CONNECTING', 'LIVE', 'RECONNECTING', 'RATE_LIMITED'),
  since: date,
  reason: fc.option(fc.string({ unit: 'binary' })),
  attempt: fc.nat({ max: 2 ** 31 - 1 }),
  retryAt: fc.option(date),
  gap,
});
const text = fc.string({ unit: 'binary' });
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
const news = fc.record({
  missedCalls: fc
    .tuple(newsEvent, missedCall, gap)
    .map(([event, content, missed]): MissedCallSource => ({ event: { ...event, content }, gap: missed })),
  voicemailMessages: fc
    .tuple(newsEvent, voicemailMessage, gap)
    .map(([event, content, missed]): VoicemailMessageSource => ({ event: { ...event, content }, gap: missed })),
});
const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true });
const brokenEvent = fc.oneof(
  anything,
  fc
    .tuple(plainEvent, broken('id', 'name', 'family', 'receivedAt', 'cursor', 'data'), broken('gap'))
    .map(([{ event, ...rest }, ofEvent, ofRest]) => ({ ...rest, ...ofRest, event: { ...event, ...ofEvent } })),
);
const brokenStatus = fc
  .tuple(status, broken('accountId', 'state', 'since', 'reason', 'attempt', 'gap'))
  .map(([plain, changes]) => ({ ...plain, ...changes }));
/** Of each live list by its field. */
const updates = fc
  .tuple(fc.record({ calls: callsUpdate }), plainUpdates(gap))
  .map(([kept, polled]) => ({ ...kept, ...polled }));
const brokenUpdates = fc
  .tuple(
    updates,
    broken('kind', 'rows', 'removed', 'cursor', 'gap', 'takenAt').filter(hasNoSets).filter(hasNoForeignRows),
  )
  .map(([plain, changes]) =>
    Object.fromEntries(Object.entries(plain).map(([field, update]) => [field, { ...update, ...changes }])),
  );
/** The content is the gateway's own, and as it should be. */
const brokenNews = fc
  .tuple(news, broken('receivedAt', 'cursor', 'accountId'))
  .map(([{ missedCalls, voicemailMessages }, changes]) => ({
    missedCalls: { ...missedCalls, event: { ...missedCalls.event, ...changes } },
    voicemailMessages: { ...voicemailMessages, event: { ...voicemailMessages.event, ...changes } },
  }));

describe('a projection of an event writes what graphql-js says', () => {
  test.each([
    ['Kazoo sends', plainEvent],
    ['its data may hold', mutatedEvent],
  ])('and never gives up, whatever is selected and whatever %s', (_what, event) => {
    fc.assert(
      fc.property(query(constantDirective), event, status, updates, news, (text, ...roots) => {
        const operation = operationOf(text);
        const root = rootOf(text, ...roots);
        const data = dataOf(operation, root);

        expect(data).toBeDefined();
        expect(compileProjection(operation)(root)).toBe(data);
      }),
      { numRuns },
    );
  });

  test('or gives up where it reports an error', () => {
    let [written, left] = [0, 0];

    fc.assert(
      fc.property(query(constantDirective), brokenEvent, brokenStatus, brokenUpdates, brokenNews, (text, ...roots) => {
        const operation = operationOf(text);
        const root = rootOf(text, ...roots);
        const projected = compileProjection(operation)(root);

        expect(projected).toBe(dataOf(operation, root));
        if (projected === undefined) left += 1;
        else written += 1;
      }),
      { numRuns },
    );

    expect(Math.min(written, left)).toBeGreaterThan(0);
  });

  test('also where variables decide what is selected', () => {
    fc.assert(
      fc.property(query(variableDirective), plainEvent, status, updates, news, (text, ...roots) => {
        const operation = operationOf(text);
        const root = rootOf(text, ...roots);

        expect(compileProjection(operation)(root)).toBe(dataOf(operation, root));
      }),
      { numRuns },
    );
  });
});

/** The text of a valid subscription. */
function query(directive: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const fields = Object.values(selectedType('Subscription').getFields());
  return fc.constantFrom(...fields).chain((field) =>
    fc
      .tuple(selection(selectedType(getNamedType(field.type).name), 2, directive), fc.boolean())
      .map(([{ text, fragments }, isAliased]) => {
        const required = field.args.filter(isRequiredArgument);
        const args = required.map(({ name }) => `${name}: $${name}`);
        const body = `{ ${isAliased ? '__proto__: ' : ''}${field.name}${inParentheses(args)} ${text} }`;
        const rest = [body, ...new Set(fragments)].join('\n');
        const variables = [
          ...required.map(({ name, type }) => `$${name}: ${type}`),
          ...(rest.includes('$yes') ? ['$yes: Boolean!'] : []),
          ...(rest.includes('$no') ? ['$no: Boolean = false'] : []),
        ];
        return `subscription ${inParentheses(variables)} ${rest}`;
      }),
  );
}

function selection(type: SelectedType, depth: number, directive: fc.Arbitrary<string>): fc.Arbitrary<Piece> {
  const field = selectedField(type, depth, directive);
  const piece =
    depth === 0
      ? field
      : fc.oneof({ arbitrary: field, weight: 3 }, { arbitrary: fragment(type, depth, directive), weight: 1 });
  return fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => ({
    text: `{ ${pieces.map(({ text }) => text).join(' ')} }`,
    fragments: pieces.flatMap(({ fragments }) => fragments),
  }));
}

function selectedField(type: SelectedType, depth: number, directive: fc.Arbitrary<string>): fc.Arbitrary<Piece> {
  const fields = type.getFields();
  const told = Object.keys(fields).filter((field) => !isPerClient(type.name, field));
  const name = fc.constantFrom('__typename', ...told);
  return fc.tuple(name, fc.constantFrom('', 'plain', 'nasty'), directive).chain(([name, alias, directives]) => {
    const aliases: Readonly<Record<string, string | undefined>> = { plain: `a_${name}`, nasty: nastyAliases.get(name) };
    const text = [aliases[alias], name].filter((word) => word !== undefined).join(': ');
    const composite = fields[name] && compositeOf(fields[name]);
    if (composite === undefined) return fc.constant({ text: `${text} ${directives}`, fragments: [] });
    return selection(composite, Math.max(0, depth - 1), directive).map((selected) => ({
      ...selected,
      text: `${text} ${directives} ${selected.text}`,
    }));
  });
}

/** On the type itself or one that it may be, inline or by a name; the name tells what is in it. */
function fragment(type: SelectedType, depth: number, directive: fc.Arbitrary<string>): fc.Arbitrary<Piece> {
  return fc
    .tuple(fc.constantFrom(...typesWithin(type)), fc.constantFrom('inline', 'named', 'anonymous'), directive)
    .chain(([on, kind, directives]) =>
      selection(kind === 'anonymous' ? type : on, depth - 1, directive).map(({ text, fragments }) => {
        if (kind === 'anonymous') return { text: `... ${directives} ${text}`, fragments };
        if (kind === 'inline') return { text: `... on ${on.name} ${directives} ${text}`, fragments };
        const name = `F${createHash('sha256').update(`${on.name}${text}`).digest('hex')}`;
        const definition = `fragment ${name} on ${on.name} ${text}`;
        return { text: `...${name} ${directives}`, fragments: [definition, ...fragments] };
      }),
    );
}

function typesWithin(type: SelectedType): readonly SelectedType[] {
  if (isInterfaceType(type)) return [type, ...schema.getImplementations(type).objects];
  return [type, ...type.getInterfaces()];
}

function compositeOf({ type }: GraphQLField<unknown, unknown>): SelectedType | undefined {
  const named = getNamedType(type);
  return isObjectType(named) || isInterfaceType(named) ? named : undefined;
}

function inParentheses(items: readonly string[]): string {
  return items.length === 0 ? '' : `(${items.join(', ')})`;
}

function operationOf(text: string): SharedOperation {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return { schema, document, operationName: undefined, variableValues };
}

function rootOf(
  text: string,
  event: unknown,
  ofStatus: unknown,
  ...ofOthers: readonly Readonly<Record<string, unknown>>[]
): unknown {
  const field = /^subscription .*?\{ (?:__proto__: )?(\w+)/.exec(text)?.[1];
  for (const roots of ofOthers) if (field !== undefined && Object.hasOwn(roots, field)) return roots[field];
  return text.includes('streamStatus') ? ofStatus : event;
}

/** As graphql-js has it; undefined when it reports an error, or what it says is no JSON. */
function dataOf(operation: SharedOperation, rootValue: unknown): string | undefined {
  const { data, errors } = executeSync({ ...operation, rootValue });
  if (errors !== undefined) return undefined;
  try {
    return JSON.stringify(data);
  } catch {
    // A bigint somewhere.
    return undefined;
  }
}

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

function selectedType(name: string): SelectedType {
  const type = schema.getType(name);
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`Nothing can be selected of ${name}`);
  return type;
}

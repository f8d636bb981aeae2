import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { expect, test } from 'vitest';
import { eventResolvers } from '../../../src/graphql/event-resolvers.ts';
import { eventTables } from '../../harness/event-tables.ts';
import { eventTypes, everyEventField, schemaText, successorOf, typedFields } from '../../harness/every-event-field.ts';
import { gatewaySchema } from '../../harness/gateway-schema.ts';

/** Fields that tell of an event's name, which is in no table. */
const named: Readonly<Record<string, string>> = {
  CallEvent: 'callEventName',
  ConferenceEvent: 'conferenceEventName',
  DocumentEvent: 'documentAction',
  StreamEvent: 'streamEventName',
};

test('there is a table of fields for every event type', () => {
  expect(
    eventTypes()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(eventTables).sort());
});

test.each(Object.entries(eventTables))('the fields of %s and its table agree', (typeName, table) => {
  const type = eventTypes().find(({ name }) => name === typeName);
  const names = (type === undefined ? [] : typedFields(type)).map(({ name }) => name);

  expect(names.sort()).toEqual([...Object.keys(table), ...[named[typeName] ?? []].flat()].sort());
});

test('every field of every event type has a resolver', () => {
  const resolvers = new Map(Object.entries(eventResolvers({ onUnreadableField: () => undefined })));

  for (const type of eventTypes()) {
    expect(Object.keys(resolvers.get(type.name) ?? {}).sort(), type.name).toEqual(Object.keys(type.getFields()).sort());
  }
});

test('one document selects every field of every event type, without an alias', () => {
  const query = `subscription { events(binding: "call.*.*") { ${everyEventField()} } }`;

  expect(query).not.toMatch(/\w+\s*:\s*\w+ /);
  expect(validate(schemaText, parse(query), specifiedRules)).toEqual([]);
});

test('a field has one type and one nullability in all event types', () => {
  const spellings = new Map<string, Set<string>>();
  for (const type of eventTypes()) {
    for (const { name, type: fieldType } of Object.values(type.getFields())) {
      spellings.set(name, (spellings.get(name) ?? new Set()).add(String(fieldType)));
    }
  }

  expect([...spellings].filter(([, types]) => types.size > 1)).toEqual([]);
});

test('what Kazoo may leave out may be null', () => {
  const required = eventTypes().flatMap((type) =>
    typedFields(type).filter(({ type: fieldType }) => String(fieldType).endsWith('!')),
  );

  expect(required).toEqual([]);
});

test('no field of an event counts in a unit that outgrows an Int: whatever is a time is a DateTime', () => {
  const times = eventTypes().flatMap((type) =>
    typedFields(type).filter(({ name }) => /timestamp|date|time$/i.test(name) && name !== 'timeout'),
  );

  expect(new Set(times.map(({ type }) => String(type)))).toEqual(new Set(['DateTime']));
});

test('the names of the public contract are there', () => {
  const fields = schemaText.getSubscriptionType()?.getFields() ?? {};
  const signatures = Object.values(fields).map(({ name, args, type }) => {
    // Resuming is the same for all of them.
    const own = args.filter((arg) => arg.name !== 'after');
    return `${name}(${own.map((arg) => `${arg.name}: ${arg.type}`).join(', ')}): ${type}`;
  });

  expect(signatures).toEqual(
    expect.arrayContaining([
      'events(accountId: ID, binding: String!): Event!',
      'callEvents(accountId: ID, events: [CallEventName!], callId: ID, filter: CallEventFilter, ' +
        'scope: AccountScope): CallEvent!',
      'conferenceEvents(accountId: ID, conferenceId: ID!, callId: ID, events: [ConferenceEventName!], ' +
        'filter: ConferenceEventFilter): ConferenceEvent!',
      'conferenceCommands(accountId: ID, conferenceId: ID!, filter: ConferenceCommandEventFilter): ' +
        'ConferenceCommandEvent!',
      'faxStatus(accountId: ID, faxId: ID, filter: FaxStatusEventFilter): FaxStatusEvent!',
      'conferenceCommandEvents(accountId: ID, conferenceId: ID!, filter: ConferenceCommandEventFilter): ' +
        'ConferenceCommandEvent!',
      'faxEvents(accountId: ID, faxId: ID, filter: FaxStatusEventFilter): FaxStatusEvent!',
      'presenceEvents(accountId: ID, callId: ID, filter: PresenceUpdateEventFilter): PresenceUpdateEvent!',
      'documentEvents(accountId: ID, action: DocumentAction, type: DocumentType, filter: DocumentEventFilter): ' +
        'DocumentEvent!',
      'dialogEvents(accountId: ID, callId: ID, filter: DialogEventFilter): DialogEvent!',
      'messageWaitingEvents(accountId: ID, mailbox: ID, filter: MessageWaitingEventFilter): MessageWaitingEvent!',
      'presenceUpdates(accountId: ID, callId: ID, filter: PresenceUpdateEventFilter): PresenceUpdateEvent!',
      'streamEvents(accountId: ID, event: StreamEventName, callId: ID, filter: StreamEventFilter): StreamEvent!',
    ]),
  );
});

test('a subscription is resolved alike under its former name', () => {
  const fields = gatewaySchema().getSubscriptionType()?.getFields() ?? {};
  const former = Object.values(fields).flatMap((field) => [[field, successorOf(field)] as const]);
  const renamed = former.flatMap(([field, successor]) =>
    successor === undefined ? [] : [[field, fields[successor]] as const],
  );

  expect(renamed.map(([{ name }]) => name)).toEqual(['conferenceCommands', 'faxStatus', 'presenceUpdates']);
  for (const [field, current] of renamed) {
    expect(field.subscribe, field.name).toBe(current?.subscribe);
    expect(field.resolve, field.name).toBe(current?.resolve);
    expect(field.args.map(({ name, type }) => `${name}: ${type}`)).toEqual(
      current?.args.map(({ name, type }) => `${name}: ${type}`),
    );
  }
});

test('every type, field, argument and enum value has a description', () => {
  const named = Object.values(schemaText.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );

  const silent = named.flatMap((type) => [
    ...(type.description ? [] : [type.name]),
    ...partsOf(type)
      .filter(({ description }) => !description?.trim())
      .map(({ path }) => path),
  ]);

  expect(silent).toEqual([]);
});

interface Part {
  readonly path: string;
  readonly description: string | null | undefined;
}

function partsOf(type: GraphQLNamedType): readonly Part[] {
  const part = ({ name, description }: { name: string; description?: string | null | undefined }): Part => ({
    path: `${type.name}.${name}`,
    description,
  });
  if (isEnumType(type)) return type.getValues().map(part);
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(part);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    part(field),
    ...field.args.map((argument) => ({ ...part(argument), path: `${type.name}.${field.name}(${argument.name})` })),
  ]);
}

import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { LiveRow, RemovedRow } from '../../../../src/live/live-rows.ts';
import type { LiveUpdate } from '../../../../src/live/live-update.ts';
import type { Gap } from '../../../../src/upstream/history/gap.ts';
import { anyString } from '../../../harness/any-string.ts';
import { schemaText } from '../../../harness/every-event-field.ts';

const text = anyString();
const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  ID: text,
  String: text,
  Int: fc.nat({ max: 2 ** 31 - 1 }),
  Float: fc.double({ noNaN: true, noDefaultInfinity: true }),
  Boolean: fc.boolean(),
  DateTime: date,
};

/** The live lists that Kazoo is polled for, and the types of their rows. */
export const polledLists = listsThat(({ args }) => args.some(({ name }) => name === 'everyMs'));
/** Those of whose rows any can be made up. */
const derivedLists = ['accountBoard', 'people', 'conferences', 'conference'];
const plainLists = new Map([...polledLists, ...listsThat(({ name }) => derivedLists.includes(name))]);
const perClient = ['owner', 'device'];
/** What rows have in them, of which a query reads such fields, too. */
const innerTypes = ['ConferenceParticipant'];

function listsThat(
  isWanted: (field: GraphQLField<unknown, unknown>) => boolean,
): ReadonlyMap<string, GraphQLObjectType> {
  const fields = Object.values(schemaText.getSubscriptionType()?.getFields() ?? {});
  return new Map(
    fields.filter(isWanted).map(({ name, type }) => [name, objectType(objectType(type).getFields()[name]?.type)]),
  );
}

/** Of rows of live lists: what a query reads with its client's token. */
export function isPerClient(typeName: string, field: string): boolean {
  const rows = [...plainLists.values()].map(({ name }) => name);
  return [...rows, ...innerTypes].includes(typeName) && perClient.includes(field);
}

/** Any update of each plain list, by the name of the list. */
export function plainUpdates(gap: fc.Arbitrary<Gap | null>) {
  const updates = [...plainLists].map(([name, type]) => [
    name,
    fc.record<LiveUpdate<LiveRow, RemovedRow>>({
      kind: fc.constantFrom('SNAPSHOT', 'CHANGES'),
      rows: fc.array(rowOf(type), { maxLength: 3 }),
      removed: fc.array(fc.record({ id: text, reason: fc.constantFrom('VANISHED', 'NO_LONGER_MATCHES') }), {
        maxLength: 3,
      }),
      cursor: text,
      gap,
      takenAt: date,
      absentAccountIds: fc.array(fc.string()),
    }),
  ]);
  return fc.record<Record<string, LiveUpdate<LiveRow, RemovedRow>>>(Object.fromEntries(updates));
}

function rowOf(type: GraphQLObjectType): fc.Arbitrary<LiveRow> {
  const ownerIds = fc.array(text, { maxLength: 2 });
  return fc.record({
    ...fieldsOf(type),
    id: text,
    ownerIds,
    owners: ownerIds,
    isCounted: fc.constant(true),
  });
}

/** What a resolver is given of a row, or of what is in it, without what is read for each client. */
function fieldsOf(type: GraphQLObjectType): Readonly<Record<string, fc.Arbitrary<unknown>>> {
  const fields = Object.values(type.getFields()).flatMap(({ name, type: fieldType }) => {
    if (perClient.includes(name)) return [];
    const value = valueIn(getNamedType(fieldType));
    const inner = isNonNullType(fieldType) ? fieldType.ofType : fieldType;
    const whole: fc.Arbitrary<unknown> = isListType(inner) ? fc.array(value, { maxLength: 3 }) : value;
    return [[name, isNonNullType(fieldType) ? whole : fc.option(whole)] as const];
  });
  return Object.fromEntries(fields);
}

function valueIn(named: GraphQLNamedType): fc.Arbitrary<unknown> {
  if (isEnumType(named)) return fc.constantFrom(...named.getValues().map(({ value }) => value));
  const scalar = scalars[named.name];
  return scalar ?? fc.record(fieldsOf(objectType(named)));
}

function objectType(type: GraphQLType | undefined): GraphQLObjectType {
  const named = getNamedType(type);
  if (!isObjectType(named)) throw new Error('It is no list of rows');
  return named;
}

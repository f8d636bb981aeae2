import {
  type GraphQLEnumType,
  type GraphQLField,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { schemaText, subscriptionFields } from '../harness/every-event-field.ts';

/** Filters that compare no field of their own. */
const comparesNoField = ['CallEventFilter.hideLoopback'];
/** Filters that compare what several parts of a row have. */
const comparesParts = ['CallFilter.ownerIds', 'CallFilter.numbers', 'MissedCallFilter.numbers'];
/** Enums of the login, whose answer does not repeat what was asked. */
const onlyAsked = ['CredentialsMethod'];

const types = Object.values(schemaText.getTypeMap()).filter((type) => !type.name.startsWith('__'));
const subscriptions = subscriptionFields();

/** What a subscription brings: its event, or a row of its live list. */
function broughtBy({ name, type }: GraphQLField<unknown, unknown>) {
  const update = getNamedType(type);
  const list = isObjectType(update) ? update.getFields()[name] : undefined;
  return list === undefined ? update : getNamedType(list.type);
}

/** Whether it brings rows of a live list, or what the gateway makes of events: not Kazoo's own. */
function isMade(field: GraphQLField<unknown, unknown>): boolean {
  const brought = broughtBy(field);
  return isObjectType(brought) && !brought.getInterfaces().some(({ name }) => name === 'Event');
}

/** The fields of what a subscription brings, as the names of their types. */
function fieldsOf(field: GraphQLField<unknown, unknown>): ReadonlyMap<string, string> {
  const brought = broughtBy(field);
  const fields = isObjectType(brought) || isInterfaceType(brought) ? Object.values(brought.getFields()) : [];
  return new Map(fields.map(({ name, type }) => [name, getNamedType(type).name]));
}

/** The parts of the filter that a subscription takes; deprecated ones only if asked for. */
function filterOf({ args }: GraphQLField<unknown, unknown>) {
  const filter = getNamedType(args.find(({ name }) => name === 'filter')?.type);
  const parts = isInputObjectType(filter) ? Object.values(filter.getFields()) : [];
  return parts.map((part) => ({ ...part, path: `${filter?.name}.${part.name}`, kind: getNamedType(part.type) }));
}

const camelCase = (name: string): string => name[0]?.toLowerCase() + name.slice(1);

describe.each(subscriptions.map((field) => [field.name, field] as const))('%s', (_, field) => {
  const fields = fieldsOf(field);
  const parts = filterOf(field);

  test('brings each enum that it takes, in the field of that name', () => {
    const taken = [...field.args.map(({ type }) => getNamedType(type)), ...parts.map(({ kind }) => kind)]
      .filter(isEnumType)
      .filter(({ name }) => !name.endsWith('Scope'));

    // Calls and the like have names of their own, by which they are filtered: see below.
    const missing = taken.filter(({ name }) =>
      isMade(field) ? ![...fields.values()].includes(name) : fields.get(camelCase(name)) !== name,
    );
    expect(missing.map(({ name }) => `${camelCase(name)}: ${name}`)).toEqual([]);
  });

  test('filters by fields, under their names and with their types', () => {
    const strangers = parts
      .filter(
        ({ path, deprecationReason }) => !deprecationReason && ![...comparesNoField, ...comparesParts].includes(path),
      )
      .filter(({ name, kind }) => ![name, name.replace(/s$/, '')].some((read) => fields.get(read) === kind.name));

    expect(strangers.map(({ path }) => path)).toEqual([]);
  });
});

test('a field that is called as an enum has its values', () => {
  const enums = new Map(types.filter(isEnumType).map(({ name }) => [camelCase(name), name]));
  const fields = types
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .flatMap((type) =>
      Object.values(type.getFields()).map((field) => ({ ...field, path: `${type.name}.${field.name}` })),
    )
    .filter(({ name }) => enums.has(name));

  expect(fields.length).toBeGreaterThan(5);
  expect(
    fields.filter(({ name, type }) => getNamedType(type).name !== enums.get(name)).map(({ path }) => path),
  ).toEqual([]);
});

test('an enum that is only taken, and that no field has, chooses a scope and is called so', () => {
  const returned = new Set(
    types
      .filter((type) => isObjectType(type) || isInterfaceType(type))
      .flatMap((type) => Object.values(type.getFields()).map((field) => getNamedType(field.type).name)),
  );
  const taken = new Set(
    types.flatMap((type) => {
      if (isInputObjectType(type)) return Object.values(type.getFields()).map((part) => getNamedType(part.type));
      if (!isObjectType(type)) return [];
      return Object.values(type.getFields()).flatMap(({ args }) => args.map((argument) => getNamedType(argument.type)));
    }),
  );

  const onlyTaken = [...taken].filter((type): type is GraphQLEnumType => isEnumType(type) && !returned.has(type.name));
  expect(onlyTaken.filter(({ name }) => !name.endsWith('Scope')).map(({ name }) => name)).toEqual(onlyAsked);
});

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
import { schemaText } from '../harness/every-event-field.ts';

/** Filters that compare no field of their own. */
const comparesNoField = ['CallEventFilter.hideLoopback'];
/** Enums of the login, whose answer does not repeat what was asked. */
const onlyAsked = ['CredentialsMethod'];

const types = Object.values(schemaText.getTypeMap()).filter((type) => !type.name.startsWith('__'));
const subscriptions = Object.values(schemaText.getSubscriptionType()?.getFields() ?? {});

/** The fields of what a subscription brings, as the names of their types. */
function fieldsOf({ type }: GraphQLField<unknown, unknown>): ReadonlyMap<string, string> {
  const event = getNamedType(type);
  const fields = isObjectType(event) || isInterfaceType(event) ? Object.values(event.getFields()) : [];
  return new Map(fields.map((field) => [field.name, getNamedType(field.type).name]));
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

    const missing = taken.filter(({ name }) => fields.get(camelCase(name)) !== name);
    expect(missing.map(({ name }) => `${camelCase(name)}: ${name}`)).toEqual([]);
  });

  test('filters by fields, under their names and with their types', () => {
    const strangers = parts
      .filter(({ path, deprecationReason }) => !deprecationReason && !comparesNoField.includes(path))
      .filter(({ name, kind }) => ![name, name.replace(/s$/, '')].some((read) => fields.get(read) === kind.name));

    expect(strangers.map(({ path }) => path)).toEqual([]);
  });
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

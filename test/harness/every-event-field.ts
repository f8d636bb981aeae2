import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** schema.graphql without any resolver. */
export const schemaText: GraphQLSchema = buildSchema(
  readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'),
);

/** The subscription fields, without their former names. */
export function subscriptionFields(): readonly GraphQLField<unknown, unknown>[] {
  return Object.values(schemaText.getSubscriptionType()?.getFields() ?? {}).filter(
    (field) => successorOf(field) === undefined,
  );
}

/** The field or argument that a deprecated one is a former name of; undefined for others. */
export function successorOf({ deprecationReason }: Deprecable): string | undefined {
  return /^Use `(\w+)`\.$/.exec(deprecationReason ?? '')?.[1];
}

interface Deprecable {
  readonly deprecationReason?: string | null | undefined;
}

/** The types that implement `Event`. */
export function eventTypes(): readonly GraphQLObjectType[] {
  return schemaText.getImplementations(eventInterface()).objects;
}

/** The typed fields of an event type: those that the interface does not have. */
export function typedFields(type: GraphQLObjectType): readonly GraphQLField<unknown, unknown>[] {
  const common = eventInterface().getFields();
  return Object.values(type.getFields()).filter(({ name }) => !(name in common));
}

/** A selection of every field of every event type, without a single alias. */
export function everyEventField(): string {
  const fragments = eventTypes().map((type) => `... on ${type.name} { ${selection(type)} }`);
  return `__typename ${selection(eventInterface())} ${fragments.join(' ')}`;
}

function eventInterface(): GraphQLInterfaceType {
  const type = schemaText.getType('Event');
  if (!isInterfaceType(type)) throw new Error('The schema has no interface Event');
  return type;
}

function selection(type: GraphQLObjectType | GraphQLInterfaceType): string {
  return Object.values(type.getFields())
    .map(({ name, type: fieldType }) => {
      const inner = getNamedType(fieldType);
      if (!isCompositeType(inner)) return name;
      return isObjectType(inner) ? `${name} { ${selection(inner)} }` : name;
    })
    .join(' ');
}

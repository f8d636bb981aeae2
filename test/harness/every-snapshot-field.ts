import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLField,
  getNamedType,
  isEnumType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { successorOf } from './every-event-field.ts';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
/** Fields that cost a request of their own, or repeat what is beside them. */
export const relatedDocuments: ReadonlySet<string> = new Set(['owner', 'device', 'agent', 'node']);
/** What a list of accounts itself shows. */
const listedOfAccounts = ['id', 'name', 'realm'];

/** Those of live lists have tests of their own. */
const liveLists = ['calls', 'accountBoard', 'queueBoard', 'people'];

/** The queries that one list of Crossbar answers. */
export const snapshotFields = Object.values(schema.getQueryType()?.getFields() ?? {})
  .filter(({ name, type }) => getNamedType(type).name.endsWith('Snapshot') && !liveLists.includes(name))
  .map(({ name }) => name);

/** Whether a snapshot query tells where its picture stands in the stream of events. */
export function hasCursor(query: string): boolean {
  const type = getNamedType(schema.getQueryType()?.getFields()[query]?.type);
  return isObjectType(type) && 'cursor' in type.getFields();
}

/** A selection of every field that a snapshot query shows without further requests. */
export function everySnapshotField(query: string): string {
  return `${called(query)} ${selectionOf(getNamedType(fieldOf(query).type).name)}`;
}

/** A query with `given` arguments, and with those that it cannot do without. */
export function called(query: string, ...given: readonly string[]): string {
  const required = fieldOf(query)
    .args.filter(isRequiredArgument)
    .map(({ name, type }) => {
      const named = getNamedType(type);
      if (!isEnumType(named)) throw new Error(`No value is known for the argument ${name}`);
      return `${name}: ${named.getValues()[0]?.name}`;
    });
  const all = [...given, ...required];
  return all.length === 0 ? query : `${query}(${all.join(', ')})`;
}

function fieldOf(query: string): GraphQLField<unknown, unknown> {
  const field = schema.getQueryType()?.getFields()[query];
  if (field === undefined) throw new Error(`There is no query ${query}`);
  return field;
}

function selectionOf(typeName: string): string {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} has no fields`);
  const selections = Object.values(type.getFields())
    .filter((field) => !relatedDocuments.has(field.name) && successorOf(field) === undefined)
    .filter(({ name }) => typeName !== 'Account' || listedOfAccounts.includes(name))
    .map(({ name, type: fieldType }) => {
      const named = getNamedType(fieldType);
      return isLeafType(named) ? name : `${name} ${selectionOf(named.name)}`;
    });
  return `{ ${selections.join(' ')} }`;
}

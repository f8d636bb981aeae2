import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { gatewaySchema } from '../../../harness/gateway-schema.ts';
import { isPerClient } from './polled-updates.ts';

type SelectedType = GraphQLObjectType | GraphQLInterfaceType;

/** A piece of a document, with the fragments that it spreads. */
interface Piece {
  readonly text: string;
  readonly fragments: readonly string[];
}

const schema = gatewaySchema();
/** Names that mean something to JavaScript and JSON, each for one field: selections must merge. */
const nastyAliases = new Map(Object.entries({ id: '__proto__', name: 'constructor', data: 'toJSON', cursor: 'then' }));

/** The text of a valid subscription. */
export function validSubscription(directive: fc.Arbitrary<string>): fc.Arbitrary<string> {
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

function selectedType(name: string): SelectedType {
  const type = schema.getType(name);
  if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`Nothing can be selected of ${name}`);
  return type;
}

import { collectFields, collectSubFields } from '@graphql-tools/utils';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  TypeNameMetaFieldDef,
  visit,
} from 'graphql';

/** An event of Kazoo's, which the field `data` shows, has 1 to 4 kB (test/fixtures/kazoo). */
const eventBytes = 4096;
/** A name, an id, a number, a time. */
const valueBytes = 64;
/** Lists within events are short. */
const listLength = 8;
/** The scalar of values that may hold all of an event. */
const anyValue = 'JSON';

const known = new WeakMap<DocumentNode, Map<string | undefined, number>>();

/**
 * Returns about how many bytes a result of a subscription operation has, whatever its variables
 * are and of whichever type the event is: what `@skip` and `@include` decide about counts.
 *
 * @param document valid against the schema
 */
export function resultBytes(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined): number {
  const ofDocument = known.get(document) ?? new Map<string | undefined, number>();
  known.set(document, ofDocument);
  const bytes = ofDocument.get(operationName) ?? new ResultSize(schema, document).of(operationName);
  ofDocument.set(operationName, bytes);
  return bytes;
}

class ResultSize {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #fragments: Record<string, FragmentDefinitionNode> = {};

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    this.#document = visit(document, { [Kind.DIRECTIVE]: () => null });
    for (const definition of this.#document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments[definition.name.value] = definition;
    }
  }

  of(operationName: string | undefined): number {
    const type = this.#schema.getSubscriptionType();
    const selectionSet = getOperationAST(this.#document, operationName)?.selectionSet;
    if (!type || selectionSet === undefined) return 0;
    return this.#ofFields(type, collectFields(this.#schema, this.#fragments, {}, type, selectionSet).fields);
  }

  #ofFields(type: GraphQLObjectType, fields: ReadonlyMap<string, readonly FieldNode[]>): number {
    let bytes = 0;
    for (const [key, nodes] of fields) {
      const name = nodes[0]?.name.value ?? '';
      const field = name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : type.getFields()[name];
      bytes += key.length + (field === undefined ? 0 : this.#ofValue(field.type, [...nodes]));
    }
    return bytes;
  }

  #ofValue(type: GraphQLOutputType, nodes: FieldNode[]): number {
    const named = getNamedType(type);
    const length = isListType(getNullableType(type)) ? listLength : 1;
    if (isLeafType(named)) return length * (named.name === anyValue ? eventBytes : valueBytes);
    const possible = isAbstractType(named) ? this.#schema.getPossibleTypes(named) : [named].filter(isObjectType);
    return length * Math.max(0, ...possible.map((object) => this.#ofObject(object, nodes)));
  }

  #ofObject(type: GraphQLObjectType, nodes: FieldNode[]): number {
    return this.#ofFields(type, collectSubFields(this.#schema, this.#fragments, {}, type, nodes).fields);
  }
}

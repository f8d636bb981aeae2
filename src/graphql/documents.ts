import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';

/** A query text that was read: the document, or what is wrong with it. */
export type ReadDocument =
  | { readonly ok: true; readonly document: DocumentNode }
  | {
      readonly ok: false;
      readonly errors: readonly GraphQLError[];
      /** Present when the text could be parsed, yet is not valid against the schema. */
      readonly document?: DocumentNode;
    };

export interface DocumentsOptions {
  readonly schema: GraphQLSchema;
  /** Documents are counted by their length, so that hostile ones cannot take more memory than this. */
  readonly maxCachedBytes: number;
  /** Default true: clients may read the schema. If not, error messages do not suggest names from it either. */
  readonly introspection?: boolean;
}

/** Parses and validates each query text once, however many clients send it. */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #rules: readonly ValidationRule[];
  readonly #hideSuggestions: boolean;
  readonly #cache: LRUCache<string, ReadDocument>;

  constructor({ schema, maxCachedBytes, introspection = true }: DocumentsOptions) {
    this.#schema = schema;
    this.#rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    this.#hideSuggestions = !introspection;
    this.#cache = new LRUCache({ maxSize: maxCachedBytes, sizeCalculation: (_, query) => query.length + 1 });
  }

  read(query: string): ReadDocument {
    const known = this.#cache.get(query);
    if (known !== undefined) return known;
    const read = this.#read(query);
    this.#cache.set(query, read);
    return read;
  }

  #read(query: string): ReadDocument {
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      if (error instanceof GraphQLError) return { ok: false, errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] };
      throw error;
    }
    const errors = validate(this.#schema, document, this.#rules, { hideSuggestions: this.#hideSuggestions });
    if (errors.length === 0) return { ok: true, document };
    return { ok: false, document, errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
  }
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { nodes = null, source = null, positions = null } = error;
  return new GraphQLError(error.message, { nodes, source, positions, extensions: { code } });
}

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
import { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import { type DocumentLimit, type DocumentLimitsOptions, documentLimitRules } from './document-limits.ts';
import { documentSize } from './document-size.ts';
import { unconditionalSubscriptionRule } from './unconditional-subscription-rule.ts';
import { withoutValues } from './without-values.ts';

/** A query text that was read: the document, or what is wrong with it. */
export type ReadDocument =
  | {
      readonly ok: true;
      /** The text, the same for all who sent it. */
      readonly query: string;
      readonly document: DocumentNode;
    }
  | {
      readonly ok: false;
      readonly errors: readonly GraphQLError[];
      /** Present when the text could be parsed, yet is not valid against the schema, or over a limit. */
      readonly document?: DocumentNode;
      readonly limit?: DocumentLimit;
    };

export interface DocumentsOptions {
  readonly schema: GraphQLSchema;
  /** Documents are counted by `documentSize`, so that hostile ones cannot take many times this memory. */
  readonly maxCachedBytes: number;
  /** Default true: clients may read the schema. If not, error messages do not suggest names from it either. */
  readonly introspection?: boolean;
  /** Default: none. */
  readonly limits?: DocumentLimitsOptions;
  /** A document was refused because of a limit. */
  readonly onLimited?: (limit: DocumentLimit) => void;
}

/** Parses and validates each query text once, however many clients send it. */
export class Documents {
  readonly #options: DocumentsOptions;
  readonly #rules: readonly ValidationRule[];
  readonly #limitRules: ReadonlyMap<DocumentLimit, ValidationRule>;
  readonly #hideSuggestions: boolean;
  readonly #cache: LRUCache<string, ReadDocument>;
  readonly #unread = new SlicedQueue();

  constructor(options: DocumentsOptions) {
    const { maxCachedBytes, introspection = true, limits } = options;
    this.#options = options;
    this.#rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    this.#limitRules = limits === undefined ? new Map() : documentLimitRules(limits);
    this.#hideSuggestions = !introspection;
    this.#cache = new LRUCache({
      maxSize: maxCachedBytes,
      sizeCalculation: ({ document }, query) => documentSize(query.length, document),
    });
  }

  /** Whether `read` has only to look it up. */
  has(query: string): boolean {
    return this.#cache.has(query);
  }

  /** At once. What a client sent is to be prepared before, unless it is there. */
  read(query: string): ReadDocument {
    const read = this.#lookUp(query);
    if (!read.ok && read.limit !== undefined) this.#options.onLimited?.(read.limit);
    return read;
  }

  /**
   * Resolves when `read` has only to look it up, or when nobody wants it any more.
   *
   * @param client with whom others take turns
   */
  async prepare(query: string, client: string, isWanted: () => boolean): Promise<void> {
    await this.#unread.run(client, () => this.#lookUp(query), isWanted);
  }

  #lookUp(query: string): ReadDocument {
    const known = this.#cache.get(query);
    if (known !== undefined) return known;
    const read = this.#read(query);
    this.#cache.set(query, read);
    return read;
  }

  #read(query: string): ReadDocument {
    const { schema, limits } = this.#options;
    let document: DocumentNode;
    try {
      document = parse(query, limits === undefined ? {} : { maxTokens: limits.maxTokens });
    } catch (error) {
      if (error instanceof GraphQLError) return unparsed(error);
      throw error;
    }
    const tooMuch = this.#overLimit(document);
    if (tooMuch !== undefined) return tooMuch;
    // Alone: what it finds makes a rule of graphql-js throw.
    const conditional = validate(schema, document, [unconditionalSubscriptionRule]);
    const errors =
      conditional.length > 0
        ? conditional
        : validate(schema, document, this.#rules, { hideSuggestions: this.#hideSuggestions });
    if (errors.length === 0) return { ok: true, query, document };
    return { ok: false, document, errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
  }

  /** Apart from the other rules and before them: some take time that is square in what the limits bound. */
  #overLimit(document: DocumentNode): ReadDocument | undefined {
    for (const [limit, rule] of this.#limitRules) {
      const errors = validate(this.#options.schema, document, [rule]);
      if (errors.length === 0) continue;
      return {
        ok: false,
        document,
        limit,
        errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')),
      };
    }
    return undefined;
  }
}

/** How graphql-js says that it gave up at `maxTokens`; it has no code for it. */
const tooManyTokens = /tokens\. Parsing aborted\.$/;

function unparsed(error: GraphQLError): ReadDocument {
  const errors = [withCode(error, 'GRAPHQL_PARSE_FAILED')];
  return tooManyTokens.test(error.message) ? { ok: false, errors, limit: 'max_tokens' } : { ok: false, errors };
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { nodes = null, source = null, positions = null } = error;
  return new GraphQLError(withoutValues(error.message), { nodes, source, positions, extensions: { code } });
}

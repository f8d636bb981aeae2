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
import type { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import { exactly } from '../../scheduling/time-limit.ts';
import { type DocumentLimit, type DocumentLimitsOptions, documentLimitRules } from './document-limits.ts';
import { unconditionalSubscriptionRule } from './unconditional-subscription-rule.ts';
import { withoutValues } from './without-values.ts';

/** The result of reading a query text: its document, or the errors in it. */
export type ReadDocument =
  | {
      readonly ok: true;
      readonly document: DocumentNode;
    }
  | {
      readonly ok: false;
      readonly errors: readonly GraphQLError[];
      /** The document of a text that could be parsed, but is invalid or over a limit. */
      readonly document?: DocumentNode;
      readonly limit?: DocumentLimit;
    };

export interface DocumentsOptions {
  readonly schema: GraphQLSchema;
  /** In which all clients take turns, by address. */
  readonly turns: SlicedQueue;
  /**
   * The most that is kept, counted by `documentSize`: hostile documents cannot take many times this
   * memory.
   */
  readonly maxCachedBytes: number;
  /**
   * Whether clients may read the schema. If not, error messages do not suggest names from it
   * either. Default true.
   */
  readonly introspection?: boolean;
  /** Default: none. */
  readonly limits?: DocumentLimitsOptions;
  /** Called when a document was refused because of a limit. */
  readonly onLimited?: (limit: DocumentLimit) => void;
}

/**
 * What any query text counts, also one that is not GraphQL: its entry in the cache, and its error.
 */
const leastSize = 1_000;
/**
 * People write about eight characters for each lexical token. A hostile client writes two, and each
 * token takes half a kilobyte of memory once it is parsed.
 */
const sizePerToken = 25;

/** An error takes two kilobytes: as many as four tokens. */
const sizePerError = 4 * sizePerToken;
/** How long the errors of a text are kept: whoever sent it will mend it. */
const refusedForMs = 60_000;
/** How long a document is kept that nobody sends. */
const unusedForMs = 120_000;

/**
 * The size of a query text in a cache of what was read of it: its length, or more where its
 * document takes more memory than documents of this length usually do.
 */
export function documentSize(queryLength: number, document: DocumentNode | undefined): number {
  return Math.max(leastSize, queryLength, sizePerToken * (document?.tokenCount ?? 0));
}

/** Parses and validates each query text once, however many clients send it. */
export class Documents {
  readonly #options: DocumentsOptions;
  readonly #rules: readonly ValidationRule[];
  readonly #limitRules: ReadonlyMap<DocumentLimit, ValidationRule>;
  readonly #hideSuggestions: boolean;
  readonly #cache: LRUCache<string, ReadDocument>;

  constructor(options: DocumentsOptions) {
    const { maxCachedBytes, introspection = true, limits } = options;
    this.#options = options;
    this.#rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
    this.#limitRules = limits === undefined ? new Map() : documentLimitRules(limits);
    this.#hideSuggestions = !introspection;
    this.#cache = new LRUCache({
      maxSize: maxCachedBytes,
      ttlAutopurge: true,
      ttlResolution: exactly,
      sizeCalculation: (read, query) =>
        documentSize(query.length, read.document) + (read.ok ? 0 : sizePerError * read.errors.length),
    });
  }

  /** Whether `read` only has to look the query up. */
  has(query: string): boolean {
    return this.#cache.has(query);
  }

  /** Reads a query text synchronously. Call `prepare` first for a text that a client sent. */
  read(query: string): ReadDocument {
    const read = this.#lookUp(query);
    if (!read.ok && read.limit !== undefined) this.#options.onLimited?.(read.limit);
    return read;
  }

  /**
   * Resolves when `read` only has to look the query up, or when it is no longer wanted.
   *
   * @param client on whose behalf the query is read; clients alternate
   */
  async prepare(query: string, client: string, isWanted: () => boolean): Promise<void> {
    await this.#options.turns.run(client, () => this.#lookUp(query), isWanted);
  }

  #lookUp(query: string): ReadDocument {
    const known = this.#cache.get(query);
    if (known === undefined) return this.#keep(query, this.#read(query));
    // Not each time: keeping it sets a timer.
    return known.ok && this.#cache.getRemainingTTL(query) < unusedForMs / 2 ? this.#keep(query, known) : known;
  }

  #keep(query: string, read: ReadDocument): ReadDocument {
    this.#cache.set(query, read, { ttl: read.ok ? unusedForMs : refusedForMs });
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
    // Validated alone and first: a rule of graphql-js throws on what this rule refuses.
    const conditional = validate(schema, document, [unconditionalSubscriptionRule]);
    const errors =
      conditional.length > 0
        ? conditional
        : validate(schema, document, this.#rules, { hideSuggestions: this.#hideSuggestions });
    if (errors.length === 0) return { ok: true, document };
    return { ok: false, document, errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
  }

  /**
   * Runs before the other rules, some of which take time that is quadratic in what the limits
   * bound.
   */
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

/** The message with which graphql-js gives up at `maxTokens`; it has no code of its own. */
const tooManyTokens = /tokens\. Parsing aborted\.$/;

function unparsed(error: GraphQLError): ReadDocument {
  const errors = [withCode(error, 'GRAPHQL_PARSE_FAILED')];
  return tooManyTokens.test(error.message) ? { ok: false, errors, limit: 'max_tokens' } : { ok: false, errors };
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { source = null, positions = null } = error;
  const kept = new GraphQLError(withoutValues(error.message), { source, positions, extensions: { code } });
  // Until it is read, a stack keeps alive what its functions were called on: half a megabyte for a hundred errors.
  kept.stack = kept.toString();
  return kept;
}

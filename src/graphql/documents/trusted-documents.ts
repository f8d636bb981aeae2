import { GraphQLError } from 'graphql';

/** The parts of a request that name a document. */
export interface DocumentRequest {
  readonly query?: string | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface TrustedDocumentsOptions {
  /** Query texts by hash. */
  readonly documents: ReadonlyMap<string, string>;
  /** The texts that the gateway's own pages send, which have no hash. */
  readonly ownTexts: readonly string[];
  /** Whether only these documents may be executed. */
  readonly only: boolean;
}

/**
 * The documents that clients may name by hash instead of sending the text (persisted operations).
 * Over WebSocket, whose messages must have a `query`, clients send an empty one beside
 * `extensions.persistedQuery`.
 */
export class TrustedDocuments {
  readonly #documents: ReadonlyMap<string, string>;
  readonly #texts: ReadonlySet<string>;
  readonly #only: boolean;

  constructor({ documents, ownTexts, only }: TrustedDocumentsOptions) {
    this.#documents = documents;
    this.#texts = new Set([...documents.values(), ...ownTexts]);
    this.#only = only;
  }

  /**
   * Returns the query text of a request; empty when the request names none.
   *
   * @throws GraphQLError with the persisted-query codes that clients know
   */
  textOf({ query, extensions }: DocumentRequest): string {
    const hash = hashOf(extensions);
    if (query !== undefined && query !== null && query !== '') {
      if (!this.#only || this.#texts.has(query)) return query;
      throw refusal('PersistedQueryOnly', 'PERSISTED_QUERY_ONLY');
    }
    if (hash === undefined) {
      if (this.#only) throw refusal('PersistedQueryOnly', 'PERSISTED_QUERY_ONLY');
      return '';
    }
    const text = this.#documents.get(hash);
    if (text !== undefined) return text;
    throw this.#documents.size === 0
      ? refusal('PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED')
      : refusal('PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND');
  }
}

/**
 * Reads `{"persistedQuery": {"version": 1, "sha256Hash": "…"}}`, as Apollo's clients and urql's
 * persisted exchange send it.
 */
function hashOf(extensions: DocumentRequest['extensions']): string | undefined {
  const persisted = extensions?.['persistedQuery'];
  if (typeof persisted !== 'object' || persisted === null) return undefined;
  if (!('version' in persisted) || persisted.version !== 1 || !('sha256Hash' in persisted)) return undefined;
  return typeof persisted.sha256Hash === 'string' ? persisted.sha256Hash : undefined;
}

/** Clients compare the message as well as the code. */
function refusal(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

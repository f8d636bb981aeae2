import { GraphQLError } from 'graphql';

/** The parts of an operation that say which document it means. */
export interface DocumentRequest {
  readonly query?: string | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface TrustedDocumentsOptions {
  /** Query texts by hash. */
  readonly documents: ReadonlyMap<string, string>;
  /** Whether no other document may be executed. */
  readonly only: boolean;
}

/**
 * Documents that clients name by hash instead of sending them (persisted operations). Every transport asks here which text an operation means;
 * over WebSocket, whose messages must have a `query`, it is empty beside `extensions.persistedQuery`.
 */
export class TrustedDocuments {
  readonly #documents: ReadonlyMap<string, string>;
  readonly #texts: ReadonlySet<string>;
  readonly #only: boolean;

  constructor({ documents, only }: TrustedDocumentsOptions) {
    this.#documents = documents;
    this.#texts = new Set(documents.values());
    this.#only = only;
  }

  /** The query text that is meant; empty when the client named none. @throws GraphQLError with the persisted-query codes that clients know. */
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

/** `{"persistedQuery": {"version": 1, "sha256Hash": "…"}}`, as Apollo's clients and urql's persisted exchange send it. */
function hashOf(extensions: DocumentRequest['extensions']): string | undefined {
  const persisted = extensions?.['persistedQuery'];
  if (typeof persisted !== 'object' || persisted === null) return undefined;
  if (!('version' in persisted) || persisted.version !== 1 || !('sha256Hash' in persisted)) return undefined;
  return typeof persisted.sha256Hash === 'string' ? persisted.sha256Hash : undefined;
}

/** Clients compare the message, too. */
function refusal(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

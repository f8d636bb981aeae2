import { fileURLToPath } from 'node:url';
import { SseReader } from '../../harness/sse-reader.ts';

export const operatorToken = 'an-operators-token-5e1c';
/** Pages that only say which they are, for tests without a browser. */
export const emptyPages = fileURLToPath(new URL('../../fixtures/pages/', import.meta.url));

/** Rows by their keys, as an operator's page has them. */
export type Rows = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Changes {
  readonly total: number;
  readonly set: Rows;
  readonly gone: readonly string[];
}

export interface Asked {
  readonly search?: string;
  readonly accountId?: string;
  readonly binding?: string;
}

/** Asks a gateway as an operator's page does. */
export function askOperator(
  { url }: { readonly url: string },
  path: 'events' | 'disconnect',
  body: object,
  token = operatorToken,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(url.replace('/graphql', `/operator/${path}`), {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Follows what an operator is told, and keeps all of it as it is now. */
export class OperatorReader implements Disposable {
  readonly #reader: SseReader;
  readonly #sections = new Map<string, { total: number; rows: Rows }>();
  /** Everything that came, as text. */
  readonly received: string[] = [];

  static async open(gateway: { readonly url: string }, asked: Asked = {}): Promise<OperatorReader> {
    const abort = new AbortController();
    const response = await askOperator(gateway, 'events', asked, operatorToken, abort.signal);
    return new OperatorReader(new SseReader(response, abort));
  }

  private constructor(reader: SseReader) {
    this.#reader = reader;
  }

  rows(section: string): readonly Readonly<Record<string, unknown>>[] {
    return Object.values(this.#sections.get(section)?.rows ?? {});
  }

  row(section: string, key: string): Readonly<Record<string, unknown>> | undefined {
    return this.#sections.get(section)?.rows[key];
  }

  keys(section: string): readonly string[] {
    return Object.keys(this.#sections.get(section)?.rows ?? {});
  }

  total(section: string): number {
    return this.#sections.get(section)?.total ?? 0;
  }

  /** Reads until `check` no longer throws. Rejects with what it throws when the stream ends. */
  async until(check: () => void): Promise<void> {
    for (;;) {
      try {
        check();
        return;
      } catch (error) {
        if (!(await this.read())) throw error;
      }
    }
  }

  /** Reads the next message; false when the stream has ended. */
  async read(): Promise<boolean> {
    const message = await this.#reader.next().catch(() => undefined);
    if (message === undefined) return false;
    this.received.push(JSON.stringify(message.data));
    for (const [name, changes] of Object.entries<Changes>(JSON.parse(JSON.stringify(message.data)))) {
      const rows = Object.entries(this.#sections.get(name)?.rows ?? {});
      const kept = rows.filter(([key]) => !changes.gone.includes(key));
      this.#sections.set(name, { total: changes.total, rows: { ...Object.fromEntries(kept), ...changes.set } });
    }
    return true;
  }

  [Symbol.dispose](): void {
    this.#reader.abort();
  }
}

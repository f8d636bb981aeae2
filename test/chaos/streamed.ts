import { numberOf } from './journal.ts';
import type { Record, SeenGap } from './record.ts';

/** The content of one result of a subscription. */
export interface Result {
  readonly data?: { readonly stream: { readonly id: string; readonly cursor: string; readonly gap: SeenGap | null } };
  readonly errors?: readonly Failure[];
}

export interface Failure {
  readonly extensions?: { readonly code?: string };
}

/** Codes of errors after which asking again can help. */
const passingCodes: readonly (string | undefined)[] = ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'RATE_LIMITED'];
/** Codes of errors after which a fresh token helps. */
const tokenCodes: readonly (string | undefined)[] = ['TOKEN_EXPIRED', 'UNAUTHENTICATED', 'SHUTTING_DOWN'];

/** A client's position in its stream, and its reaction to results and errors. */
export class Position {
  readonly #record: Record;
  readonly #resumes: boolean;
  /** The last cursor that the client saw. */
  after: string | undefined;

  constructor(record: Record, resumes: boolean) {
    this.#record = record;
    this.#resumes = resumes;
  }

  /** Notes a later cursor: everything before it has arrived. */
  reach(cursor: string | undefined): void {
    if (cursor !== undefined && this.#resumes) this.after = cursor;
  }

  see({ data }: Result): void {
    if (data === undefined) return;
    this.#record.event(numberOf(data.stream.id), data.stream.gap);
    this.reach(data.stream.cursor);
  }

  /** Notes that the stream is lost; a client without a cursor starts afresh. */
  lose(): void {
    if (this.after === undefined) this.#record.restart();
  }

  /** Notes that the subscription failed. Returns true when a retry makes sense. */
  fail([failure]: readonly Failure[]): boolean {
    const code = failure?.extensions?.code;
    if (code === 'CURSOR_EXPIRED') {
      this.after = undefined;
      this.#record.expire();
      return true;
    }
    if (passingCodes.includes(code) || tokenCodes.includes(code)) {
      this.lose();
      return true;
    }
    this.#record.end(code ?? 'an error without a code');
    return false;
  }
}

import { numberOf } from './journal.ts';
import type { Record, SeenGap } from './record.ts';

/** What a client makes of one result of its subscription. */
export interface Result {
  readonly data?: { readonly stream: { readonly id: string; readonly cursor: string; readonly gap: SeenGap | null } };
  readonly errors?: readonly Failure[];
}

export interface Failure {
  readonly extensions?: { readonly code?: string };
}

/** Codes of errors after which asking again can help. */
const passingCodes: readonly (string | undefined)[] = ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'RATE_LIMITED'];
/** Codes of errors that a fresh token cures. */
const tokenCodes: readonly (string | undefined)[] = ['TOKEN_EXPIRED', 'UNAUTHENTICATED', 'SHUTTING_DOWN'];

/** Where a client stands in its stream, and what it does about what it is told. */
export class Position {
  readonly #record: Record;
  readonly #resumes: boolean;
  /** The cursor that it saw last. */
  after: string | undefined;

  constructor(record: Record, resumes: boolean) {
    this.#record = record;
    this.#resumes = resumes;
  }

  /** A later cursor was named: everything before it has come. */
  reach(cursor: string | undefined): void {
    if (cursor !== undefined && this.#resumes) this.after = cursor;
  }

  see({ data }: Result): void {
    if (data === undefined) return;
    this.#record.event(numberOf(data.stream.id), data.stream.gap);
    this.reach(data.stream.cursor);
  }

  /** The stream is lost; whoever has no cursor begins afresh. */
  lose(): void {
    if (this.after === undefined) this.#record.restart();
  }

  /** The subscription failed. True when asking again makes sense. */
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

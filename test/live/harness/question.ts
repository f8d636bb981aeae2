import { settled } from '../../harness/settled.ts';
import type { Row } from './live-rows-double.ts';

/** A question to Kazoo that the test answers. */
export interface Question {
  readonly accountId: string;
  /** Whose turn it takes: that of the client who awaits the rows, or that of all repairs. */
  readonly turn: string;
  readonly signal: AbortSignal;
  readonly askedAtMs: number;
  /** Resolves when the answer was taken. */
  answer(...rows: Row[]): Promise<void>;
  fail(error: unknown): Promise<void>;
}

/** What asks Kazoo for the rows of an account. */
export type Ask = (accountId: string, turn: string, signal: AbortSignal) => Promise<readonly Row[]>;

/** Adds what is asked to the questions. */
export function askingIn(questions: Question[]): Ask {
  return (accountId, turn, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      questions.push({
        accountId,
        turn,
        signal,
        askedAtMs: performance.now(),
        answer(...rows) {
          resolve(rows);
          return settled();
        },
        fail(error) {
          reject(error);
          return settled();
        },
      });
    });
}

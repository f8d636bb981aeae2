import { readDated, writeDated } from '../../fleet/dated-json.ts';
import type { SharedList } from '../../fleet/shared-lists.ts';
import type { LiveRow } from '../live-rows.ts';

/** A list, and when it was asked for. */
export interface Answer<Row> {
  readonly listed: readonly Row[];
  readonly takenAt: Date;
  readonly cursor: string;
  /** How long Kazoo took for it. */
  readonly tookMs: number;
}

export interface SharedAnswersOptions<Row> {
  readonly open: (hear: (text: string | undefined) => void) => SharedList;
  /** Takes an answer of another instance for which nobody here waits. */
  readonly onAnswer: (answer: Answer<Row>) => void;
}

/** What was too much once is asked for by each instance for so long. */
const unsharedForMs = 300_000;

/**
 * The answers of one poll, of which each instance of a fleet takes all: whose turn it is asks Kazoo
 * and tells the others. Each shows them only to those whose own token Kazoo lets read the list
 * (`ListAccess`), as it shows its own.
 */
export class SharedAnswers<Row extends LiveRow> {
  readonly #options: SharedAnswersOptions<Row>;
  readonly #list: SharedList;
  #unsharedUntilMs = 0;
  /** Who waits for the answer of another instance. */
  #waiting: ((answer: Answer<Row> | undefined) => void) | undefined;

  constructor(options: SharedAnswersOptions<Row>) {
    this.#options = options;
    this.#list = options.open((text) => this.#hear(text));
  }

  /**
   * Resolves with Kazoo's answer, or with one that another instance tells while it is asking;
   * rejects as `ask` does.
   *
   * @param pauseMs how long after another instance began to ask this one asks itself
   * @param onTold called where it is the answer of another one
   */
  async get(
    pauseMs: number,
    ask: () => Promise<Answer<Row>>,
    onTold: () => void,
    signal: AbortSignal,
  ): Promise<Answer<Row>> {
    while (this.#list.isShared && performance.now() >= this.#unsharedUntilMs) {
      // Where the engine is away by now, everybody asks.
      const waitMs = await this.#list.takeTurn(pauseMs).catch(() => undefined);
      signal.throwIfAborted();
      if (waitMs === undefined) break;
      if (waitMs === 0) return this.#tell(await ask());
      const told = await this.#next(waitMs, signal);
      signal.throwIfAborted();
      if (told === undefined) continue;
      onTold();
      return told;
    }
    return await ask();
  }

  /** Nothing is heard any more. */
  close(): void {
    this.#list.close();
  }

  #tell(answer: Answer<Row>): Answer<Row> {
    if (!this.#list.tell(writeDated(answer))) this.#unshare();
    return answer;
  }

  /** The next answer that is told; undefined when there was none in that time. */
  #next(waitMs: number, signal: AbortSignal): Promise<Answer<Row> | undefined> {
    return new Promise((resolve) => {
      const settle = (answer: Answer<Row> | undefined): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting = undefined;
        resolve(answer);
      };
      const onAbort = (): void => settle(undefined);
      const timer = setTimeout(() => settle(undefined), waitMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting = settle;
    });
  }

  #hear(text: string | undefined): void {
    if (text === undefined) {
      this.#unshare();
      this.#waiting?.(undefined);
      return;
    }
    const answer = readAnswer<Row>(text);
    if (answer === undefined) return;
    if (this.#waiting !== undefined) this.#waiting(answer);
    else this.#options.onAnswer(answer);
  }

  #unshare(): void {
    this.#unsharedUntilMs = performance.now() + unsharedForMs;
  }
}

/** Who may write to the engine may tell anything: what is no row must not stop this instance. */
function isRow(value: unknown): boolean {
  const { id, ownerIds } = Object(value) as Partial<LiveRow>;
  return typeof id === 'string' && Array.isArray(ownerIds);
}

/** Undefined for what no instance tells. */
function readAnswer<Row extends LiveRow>(text: string): Answer<Row> | undefined {
  try {
    const { listed, takenAt, cursor, tookMs } = readDated(text) as Partial<Answer<Row>>;
    const isRead =
      Array.isArray(listed) && listed.every(isRow) && takenAt instanceof Date && typeof cursor === 'string';
    return isRead ? { listed, takenAt, cursor, tookMs: Number(tookMs) || 0 } : undefined;
  } catch {
    return undefined;
  }
}

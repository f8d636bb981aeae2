import { readDated, writeDated } from '../../fleet/entries/dated-json.ts';
import type { SharedList } from '../../fleet/sharing/shared-lists.ts';
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
  /** Set while this instance finds out whose turn it is, and waits for that one's answer. */
  #next: NextAnswer<Row> | undefined;

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
      // From here on, since the answer may come before the engine has said whose turn it is.
      const next = new NextAnswer<Row>(signal);
      this.#next = next;
      try {
        // Where the engine is away by now, everybody asks.
        const waitMs = await this.#list.takeTurn(pauseMs).catch(() => undefined);
        signal.throwIfAborted();
        if (waitMs === undefined) break;
        if (waitMs === 0) return this.#tell(await ask());
        const told = await next.within(waitMs);
        signal.throwIfAborted();
        if (told === undefined) continue;
        onTold();
        return told;
      } finally {
        next.close();
        this.#next = undefined;
      }
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

  #hear(text: string | undefined): void {
    if (text === undefined) {
      this.#unshare();
      this.#next?.settle(undefined);
      return;
    }
    const answer = readAnswer<Row>(text);
    if (answer === undefined) return;
    if (this.#next !== undefined) this.#next.settle(answer);
    else this.#options.onAnswer(answer);
  }

  #unshare(): void {
    this.#unsharedUntilMs = performance.now() + unsharedForMs;
  }
}

/** The next answer that another instance tells, from when this is made. */
class NextAnswer<Row> {
  readonly #signal: AbortSignal;
  readonly #told: Promise<Answer<Row> | undefined>;
  #settle: (answer: Answer<Row> | undefined) => void = () => undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.#told = new Promise((resolve) => {
      this.#settle = resolve;
    });
    signal.addEventListener('abort', this.#stop);
  }

  /** Without an answer, nobody waits for one any more. */
  settle(answer: Answer<Row> | undefined): void {
    this.#settle(answer);
  }

  /** Resolves with undefined when no answer came in that time, or with the signal. */
  async within(waitMs: number): Promise<Answer<Row> | undefined> {
    const timer = setTimeout(this.#stop, waitMs);
    try {
      return await this.#told;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#stop);
  }

  readonly #stop = (): void => this.#settle(undefined);
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

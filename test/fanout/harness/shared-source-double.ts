import type { OpenSource, SharedSource, SourceEvent, SourceListener } from '../../../src/fanout/shared-source.ts';

/** A source that does what the test says. */
export class SharedSourceDouble implements SharedSource {
  readonly key: string;
  readonly accountId = 'acme';
  opened = 0;
  closed = 0;
  /** What was told, and not delivered to somebody. */
  readonly lost: SourceEvent[] = [];
  /** Since when events were lost. */
  readonly losses: Date[] = [];
  /** What is still to be said with the next event. */
  pendingNotice: object | undefined;
  /** Whether it holds back something. */
  isHolding = false;
  /** What clients have missed, by the cursor after which they resume. */
  readonly missed = new Map<string, readonly SourceEvent[]>();
  /** The notice that is owed to clients that have seen everything up to a cursor. */
  readonly owed = new Map<string, object>();
  #listener: SourceListener | undefined;
  #live: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  constructor(key = 'source') {
    this.key = key;
  }

  replay(after: string | undefined, lost?: SourceEvent): readonly SourceEvent[] {
    if (lost !== undefined && !this.lost.includes(lost)) this.lost.push(lost);
    return this.missed.get(after ?? '') ?? [];
  }

  open(listener: SourceListener): OpenSource {
    const pendingNoticeNow = () => this.pendingNotice;
    const isHoldingNow = () => this.isHolding;
    this.opened += 1;
    this.#listener = listener;
    const live = new Promise<void>((resolve, reject) => {
      this.#live = { resolve, reject };
    });
    return {
      live,
      get pendingNotice() {
        return pendingNoticeNow();
      },
      get isHolding() {
        return isHoldingNow();
      },
      remind: (cursor) => {
        const owed = this.owed.get(cursor);
        this.pendingNotice = owed ?? this.pendingNotice;
        return owed !== undefined;
      },
      lose: (since) => {
        this.losses.push(since);
      },
      close: () => {
        this.closed += 1;
        this.#listener = undefined;
      },
    };
  }

  /** Events flow from now on. */
  becomeLive(): void {
    this.#live?.resolve();
  }

  /** Events never will. */
  fail(error: Error): void {
    this.#live?.reject(error);
  }

  emit(root: unknown, rest: Partial<Omit<SourceEvent, 'root'>> = {}): void {
    this.#listener?.onEvent({ root, cursor: 'cursor-1', receivedAt: new Date(0), size: 100, ...rest });
  }

  /** Emits an event whose root is made when it is read. */
  emitLate(make: () => unknown): void {
    this.#listener?.onEvent({
      get root() {
        return make();
      },
      cursor: 'cursor-1',
      receivedAt: new Date(0),
      size: 100,
    });
  }

  end(error: Error): void {
    this.#listener?.onEnd(error);
  }
}

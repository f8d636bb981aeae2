import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { CursorTime } from '../../upstream/history/event-clock.ts';
import type { SharedEvent } from '../entries/account-entry.ts';
import { readBinding } from '../made-binding.ts';

const microsecondsPerMs = 1_000;
/** The connection of one instance may be behind that of the owner. */
const overlapMs = 1_000;

interface Completeness {
  readonly since: CursorTime;
  /** What was received before may be missing; undefined: nothing is. */
  readonly begunAt: Date | undefined;
}

/** The bindings of which the owner of an account misses nothing, and since when. */
export class CompleteBindings {
  /** Only of those that are complete now: those of single calls come and go without end. */
  readonly #complete = new Map<string, Completeness>();

  /** Wherever they are wanted. */
  get texts(): Iterable<string> {
    return this.#complete.keys();
  }

  since(binding: string): CursorTime | undefined {
    return this.#complete.get(binding)?.since;
  }

  /** Those that are complete since a moment, or longer. */
  at(time: CursorTime): readonly Binding[] {
    const complete = [...this.#complete].filter(([, { since }]) => since <= time);
    return complete.flatMap(([text]) => readBinding(text) ?? []);
  }

  begin(binding: string, time: CursorTime): void {
    this.#complete.set(binding, { since: time, begunAt: new Date() });
  }

  /** Something was missed before this moment. */
  beginAgain(binding: string, time: CursorTime): void {
    this.#complete.set(binding, { since: time, begunAt: this.#complete.get(binding)?.begunAt });
  }

  /** Something of all of them was missed before this moment. */
  allBeginAgain(time: CursorTime): void {
    for (const binding of this.#complete.keys()) this.beginAgain(binding, time);
  }

  end(binding: string): void {
    this.#complete.delete(binding);
  }

  endAll(): void {
    this.#complete.clear();
  }

  /** What another order says of them. */
  replace(since: ReadonlyMap<string, CursorTime>): void {
    this.#complete.clear();
    for (const [binding, time] of since)
      this.#complete.set(binding, { since: time, begunAt: new Date(time / microsecondsPerMs) });
  }

  /** Whether the owner has got the event, too: what it had long before is complete. */
  bring({ receivedAt }: SharedEvent, bindings: readonly string[]): boolean {
    return bindings.every((binding) => {
      const complete = this.#complete.get(binding);
      return complete !== undefined && (complete.begunAt?.getTime() ?? 0) + overlapMs < receivedAt.getTime();
    });
  }
}

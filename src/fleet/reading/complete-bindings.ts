import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { CursorTime } from '../../upstream/history/event-clock.ts';
import type { SharedEvent } from '../entries/account-entry.ts';
import { readBinding } from '../made-binding.ts';

/** The bindings of which the owner of an account misses nothing, and since when. */
export class CompleteBindings {
  readonly #since = new Map<string, CursorTime>();
  /** When that was learnt of those that were not complete before. */
  readonly #begunAt = new Map<string, Date>();

  /** Wherever they are wanted. */
  get texts(): Iterable<string> {
    return this.#since.keys();
  }

  since(binding: string): CursorTime | undefined {
    return this.#since.get(binding);
  }

  /** Those that are complete since a moment, or longer. */
  at(time: CursorTime): readonly Binding[] {
    const complete = [...this.#since].filter(([, since]) => since <= time);
    return complete.flatMap(([text]) => readBinding(text) ?? []);
  }

  begin(binding: string, time: CursorTime): void {
    this.#since.set(binding, time);
    this.#begunAt.set(binding, new Date());
  }

  /** Something was missed before this moment. */
  beginAgain(binding: string, time: CursorTime): void {
    this.#since.set(binding, time);
  }

  /** Something of all of them was missed before this moment. */
  allBeginAgain(time: CursorTime): void {
    for (const binding of this.#since.keys()) this.#since.set(binding, time);
  }

  end(binding: string): void {
    this.#since.delete(binding);
  }

  endAll(): void {
    this.#since.clear();
  }

  /** What another order says of them. */
  replace(since: ReadonlyMap<string, CursorTime>): void {
    this.#since.clear();
    this.#begunAt.clear();
    for (const [binding, time] of since) this.#since.set(binding, time);
  }

  /** Whether the owner has got the event, too: what it had when it was received is complete. */
  bring({ receivedAt }: SharedEvent, bindings: readonly string[]): boolean {
    return bindings.every(
      (binding) => this.#since.has(binding) && (this.#begunAt.get(binding)?.getTime() ?? 0) < receivedAt.getTime(),
    );
  }
}

import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { AccountHistory } from '../../upstream/history/account-history.ts';
import type { CursorTime } from '../../upstream/history/event-clock.ts';

/**
 * The past of an account in one order of its events at a time, the fleet's or this instance's own:
 * their moments cannot be compared. Of the order before, it still recognises copies.
 */
export class AccountPast {
  readonly #openHistory: () => AccountHistory;
  #present: AccountHistory;
  #hasEvents = false;
  #earlier: AccountHistory | undefined;

  /** @param openHistory called for each order; closed with this */
  constructor(openHistory: () => AccountHistory) {
    this.#openHistory = openHistory;
    this.#present = openHistory();
  }

  get present(): Omit<AccountHistory, 'add' | 'close' | 'forgetEvents'> {
    return this.#present;
  }

  /** Begins another order. */
  begin(): void {
    if (!this.#hasEvents) return;
    this.#hasEvents = false;
    this.#earlier?.close();
    this.#earlier = this.#present;
    this.#earlier.forgetEvents();
    this.#present = this.#openHistory();
  }

  /** Whether the event with this id came in the order before, and not in this one. */
  isOfEarlierOrder(id: string): boolean {
    return this.#present.receiptOf(id) === undefined && this.#earlier?.receiptOf(id) !== undefined;
  }

  /** Whether the event with this id has come, in whichever order. */
  knows(id: string): boolean {
    return this.#present.receiptOf(id) !== undefined || this.#earlier?.receiptOf(id) !== undefined;
  }

  /** Hot: adds an event that has not come in this order yet. */
  add(time: CursorTime, event: KazooEvent): void {
    this.#hasEvents = true;
    this.#present.add(event.id, { time, event });
  }

  /** Must be called when the account is forgotten. */
  close(): void {
    this.#present.close();
    this.#earlier?.close();
  }
}

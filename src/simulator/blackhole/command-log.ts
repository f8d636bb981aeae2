import { ArrivalLog } from '../arrival-log.ts';
import type { ChangeFeed } from '../change-feed.ts';
import type { BindingRecord, BlackholeCommand } from './blackhole-command.ts';

/** The text frames that arrived on all sockets, including closed ones, up to `capacity` of them. */
export class CommandLog {
  readonly #arrivals: ArrivalLog<BlackholeCommand>;

  constructor(changes: ChangeFeed, capacity: number) {
    this.#arrivals = new ArrivalLog(changes, capacity);
  }

  get commands(): readonly BlackholeCommand[] {
    return this.#arrivals.latest;
  }

  add(command: BlackholeCommand): void {
    this.#arrivals.add(command);
  }

  /** The subscribes, or the unsubscribes, that named an account and a binding. */
  bindingRecords(action: 'subscribe' | 'unsubscribe'): readonly BindingRecord[] {
    return this.commands.flatMap((command) => {
      const { accountId, binding, socketId } = command;
      const isMeant = command.action === action && accountId !== undefined && binding !== undefined;
      return isMeant ? [{ accountId, binding, socketId }] : [];
    });
  }

  /** The next command from now on that the predicate accepts. */
  next(predicate: (command: BlackholeCommand) => boolean): Promise<BlackholeCommand> {
    return this.#arrivals.next(predicate);
  }
}

import type { ChangeFeed } from '../change-feed.ts';
import type { BindingRecord, BlackholeCommand } from './blackhole-command.ts';

/** Every text frame that arrived, over all sockets and times. */
export class CommandLog {
  readonly #changes: ChangeFeed;
  readonly #commands: BlackholeCommand[] = [];

  constructor(changes: ChangeFeed) {
    this.#changes = changes;
  }

  get commands(): readonly BlackholeCommand[] {
    return this.#commands;
  }

  add(command: BlackholeCommand): void {
    this.#commands.push(command);
  }

  /** The subscribes, or the unsubscribes, that named an account and a binding. */
  bindingRecords(action: 'subscribe' | 'unsubscribe'): readonly BindingRecord[] {
    return this.#commands.flatMap((command) => {
      const { accountId, binding, socketId } = command;
      const isMeant = command.action === action && accountId !== undefined && binding !== undefined;
      return isMeant ? [{ accountId, binding, socketId }] : [];
    });
  }

  /** The next command to arrive from now on that the predicate likes. */
  next(predicate: (command: BlackholeCommand) => boolean): Promise<BlackholeCommand> {
    const seen = this.#commands.length;
    return this.#changes.waitFor(() => this.#commands.slice(seen).find(predicate));
  }
}

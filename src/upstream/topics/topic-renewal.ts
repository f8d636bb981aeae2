import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { GapReason } from '../history/gap.ts';
import type { AccountConnection } from '../socket/account-connection.ts';
import type { AccountTopics } from './account-topics.ts';
import type { TopicCommands } from './topic-commands.ts';

/**
 * Subscribes topics of an account anew when what their bindings mean has changed: Kazoo resolves a
 * binding when it is subscribed, and keeps to that.
 */
export class TopicRenewal {
  readonly #topics: AccountTopics;
  readonly #connection: Pick<AccountConnection, 'socket' | 'stay' | 'replace'>;
  readonly #commands: Pick<TopicCommands, 'renew'>;

  constructor(
    topics: AccountTopics,
    connection: Pick<AccountConnection, 'socket' | 'stay' | 'replace'>,
    commands: Pick<TopicCommands, 'renew'>,
  ) {
    this.#topics = topics;
    this.#connection = connection;
    this.#commands = commands;
  }

  /**
   * Subscribes the topics that `isAffected` once more, on the same socket: blackhole adds what the
   * binding means by now. Those who listen learn that events may be missing since `from`.
   */
  renew(isAffected: (binding: Binding) => boolean, from: Date, reason: GapReason): void {
    const { socket } = this.#connection;
    const affected = this.#topics.filter(({ binding }) => isAffected(binding));
    // The next socket may have subscribed already, to what the bindings meant then.
    if (affected.length > 0) this.#connection.stay();
    const held = affected.filter(({ state }) => state === 'subscribed');
    if (socket !== undefined && held.length > 0) void this.#commands.renew(socket, held, from, reason);
    // What is being restored is subscribed in any case, but may have missed events before it was lost.
    for (const topic of affected) if (!held.includes(topic) && topic.openGap !== undefined) topic.miss(from, reason);
  }

  /**
   * Begins again on a fresh socket: since `from` this one may hold what is not the account's any
   * more, and perhaps another's, for the topics that `isAffected`. Those who listen to them learn
   * that events may be missing since then.
   */
  startOver(isAffected: (binding: Binding) => boolean, from: Date): void {
    const affected = this.#topics.filter(({ binding }) => isAffected(binding));
    for (const topic of affected) {
      if (topic.isComplete || topic.openGap !== undefined) topic.miss(from, 'UPSTREAM_DISCONNECTED');
    }
    if (affected.some(({ state }) => state !== 'unsubscribed')) this.#connection.socket?.close();
    // What was unsubscribed meanwhile may be held all the same: Kazoo took back what the binding meant by then.
    else this.#connection.replace();
  }

  /** Moves everything to a fresh socket, without a gap, if a topic `isAffected`. */
  replaceSocket(isAffected: (binding: Binding) => boolean): void {
    if (this.#topics.some(({ binding }) => isAffected(binding))) this.#connection.replace();
  }
}

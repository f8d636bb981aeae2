import { randomBytes } from 'node:crypto';
import type { EngineLinkListener } from '../../../../src/fleet/log/engine-link.ts';
import { type EngineMessage, MemoryConnection } from './memory-connection.ts';
import { MemoryState } from './memory-state.ts';

export interface MemoryEngineOptions {
  /** How long an account's entries, wants and lease are kept after its last beat. */
  readonly keepMs?: number;
  /** Of the bodies of all accounts. */
  readonly maxLogBytes?: number;
  /** How long what an instance wants outlives it, at least. */
  readonly lingerMs?: number;
  /** How much later than its reply a call's messages come; 0: before it. */
  readonly messageDelayMs?: number;
  /** How many writes `failOver` can undo; each costs a copy of all that is stored. */
  readonly rememberedWrites?: number;
}

/**
 * An engine within the process, which several logs share. It runs one call at a time, at once, and
 * delivers messages in that order in a microtask; with fake timers nothing is left to chance. Its
 * faults are those of an engine in a network.
 */
export class MemoryEngine {
  readonly keepMs: number;
  readonly maxLogBytes: number;
  readonly lingerMs: number;
  readonly #messageDelayMs: number;
  readonly #rememberedWrites: number;
  readonly #connections = new Set<MemoryConnection>();
  readonly #stalled = new Set<string>();
  #state = new MemoryState();
  /** What was stored before each of the last writes. */
  #earlier: MemoryState[] = [];
  /** Names the engine's process, as Redis' `run_id` does. */
  #processId = randomName();
  #failure: Error | undefined;
  #swallows: (instanceId: string, accountId: string | undefined) => boolean = () => false;

  constructor({
    keepMs = 360_000,
    maxLogBytes = Number.MAX_SAFE_INTEGER,
    lingerMs = 0,
    messageDelayMs = 0,
    rememberedWrites = 0,
  }: MemoryEngineOptions = {}) {
    this.keepMs = keepMs;
    this.maxLogBytes = maxLogBytes;
    this.lingerMs = lingerMs;
    this.#messageDelayMs = messageDelayMs;
    this.#rememberedWrites = rememberedWrites;
  }

  get processId(): string {
    return this.#processId;
  }

  async connect(instanceId: string, listener: EngineLinkListener): Promise<MemoryConnection> {
    if (this.#failure !== undefined) throw this.#failure;
    const connection = new MemoryConnection(
      instanceId,
      listener,
      () => this.#stalled.has(instanceId),
      this.#messageDelayMs,
    );
    this.#connections.add(connection);
    return connection;
  }

  close(connection: MemoryConnection): void {
    this.#connections.delete(connection);
    connection.close();
  }

  /** Runs a call of an instance; waits while that is stalled. */
  async run<Reply>(connection: MemoryConnection, call: (state: MemoryState) => Reply): Promise<Reply> {
    if (this.#stalled.has(connection.instanceId)) await connection.onceResumed();
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#connections.has(connection)) throw new Error('the connection is closed');
    this.#state.forgetExpired();
    return call(this.#state);
  }

  /** Runs a call that changes what is stored. */
  write<Reply>(connection: MemoryConnection, call: (state: MemoryState) => Reply): Promise<Reply> {
    return this.run(connection, (state) => {
      if (this.#rememberedWrites > 0) {
        this.#earlier.push(state.copy());
        this.#earlier.splice(0, this.#earlier.length - this.#rememberedWrites);
      }
      return call(state);
    });
  }

  /** Tells an instance; a stalled one hears it when it is resumed. */
  tell(instanceId: string, message: EngineMessage): void {
    for (const connection of this.#connections) {
      if (connection.instanceId === instanceId && !this.#swallows(instanceId, undefined)) connection.deliver(message);
    }
  }

  tellFollowers(accountId: string, message: EngineMessage): void {
    for (const connection of this.#connections) {
      if (connection.subscribed.has(accountId) && !this.#swallows(connection.instanceId, accountId))
        connection.deliver(message);
    }
  }

  tellAll(message: EngineMessage): void {
    for (const connection of this.#connections) {
      if (!this.#swallows(connection.instanceId, undefined)) connection.deliver(message);
    }
  }

  /** Answers an instance no more, and delivers nothing to it, without a word. */
  stall(instanceId: string): void {
    this.#stalled.add(instanceId);
  }

  /** Undoes `stall`: what waited is answered and delivered now. */
  resume(instanceId: string): void {
    this.#stalled.delete(instanceId);
    for (const connection of this.#connections) {
      if (connection.instanceId === instanceId) connection.resumed();
    }
  }

  /** Loses messages; `accountId` is undefined for those that are not about an account's log. */
  swallow(isLost: (instanceId: string, accountId: string | undefined) => boolean): void {
    this.#swallows = isLost;
  }

  /** Refuses each call and each connection with this error; undefined: answers again. */
  refuse(failure: Error | undefined): void {
    this.#failure = failure;
  }

  /** Ends the connections of an instance, or of all. */
  disconnect(instanceId?: string): void {
    for (const connection of [...this.#connections]) {
      if (instanceId !== undefined && connection.instanceId !== instanceId) continue;
      this.#connections.delete(connection);
      connection.lose(new Error('the connection was closed'));
    }
  }

  /** Ends as a process without persistence does, and is there again at once. */
  restartEmpty(): void {
    this.#restart(new MemoryState());
  }

  /** Another process takes over, which lacks the last `lostWrites`. */
  failOver(lostWrites: number): void {
    if (lostWrites > this.#earlier.length) throw new Error(`only ${this.#earlier.length} writes are remembered`);
    this.#restart(lostWrites === 0 ? this.#state : (this.#earlier.at(-lostWrites) ?? this.#state));
  }

  /** The replica takes nothing any more; the returned function lets it take over as it is. */
  stopReplica(): () => void {
    const state = this.#state.copy();
    return () => this.#restart(state);
  }

  #restart(state: MemoryState): void {
    this.#state = state;
    this.#earlier = [];
    this.#processId = randomName();
    this.disconnect();
  }
}

export function randomName(): string {
  return randomBytes(8).readBigUInt64BE().toString(36);
}

import { RedisServer } from '../../fleet/log/redis-server.ts';

/** The engine of a fleet, and one that may take its place. */
export class FleetEngines implements AsyncDisposable {
  readonly #program: string;
  #current: RedisServer;
  #replica: RedisServer | undefined;

  private constructor(program: string, current: RedisServer) {
    this.#program = program;
    this.#current = current;
  }

  /** @param program what starts a Redis or a Valkey */
  static async start(program: string): Promise<FleetEngines> {
    return new FleetEngines(program, await RedisServer.start(program));
  }

  get current(): RedisServer {
    return this.#current;
  }

  /** Starts a replica, which has everything as soon as the engine counts it. */
  async replicate(): Promise<void> {
    this.#replica = await RedisServer.start(this.#program, ['--replicaof', '127.0.0.1', `${this.#current.port}`]);
  }

  /** Whether the replica has everything that is written. */
  async isReplicated(): Promise<boolean> {
    return (await this.#current.command('WAIT', '1', '100')) === 1;
  }

  /** The replica keeps what it has, and gets nothing more: it looks for an engine where none is. */
  async cutReplica(): Promise<void> {
    await this.#replica?.command('REPLICAOF', '127.0.0.1', '1');
  }

  /** The engine dies, and the replica takes its place. */
  async failOver(): Promise<void> {
    if (this.#replica === undefined) throw new Error('There is no replica.');
    await this.#current[Symbol.asyncDispose]();
    await this.#replica.command('REPLICAOF', 'NO', 'ONE');
    this.#current = this.#replica;
    this.#replica = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#replica?.[Symbol.asyncDispose]();
    await this.#current[Symbol.asyncDispose]();
  }
}

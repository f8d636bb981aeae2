import { type DocumentNode, type ExecutionResult, executeSync, type GraphQLSchema } from 'graphql';
import { NextFrame } from './next-frame.ts';
import { Seat, type SeatHolder } from './seat.ts';
import type { OpenSource, SharedSource, SourceEvent } from './shared-source.ts';

/** A subscription operation without anybody who asked for it: what remains is the same for all clients of a group. */
export interface SharedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

export interface OperationGroupOptions {
  readonly operation: SharedOperation;
  readonly source: SharedSource;
  /** The last seat was freed or the source ended. */
  readonly onEmpty: () => void;
  /** Turns what execution threw or reported into the error that the clients get. */
  readonly maskError: (error: unknown) => Error;
}

/**
 * All clients with the same operation on the same events: each event is executed and serialized once, and its frame goes to every seat.
 *
 * Event fields are plain projections of the event, so execution is synchronous and order is kept by doing nothing about it.
 */
export class OperationGroup {
  readonly #options: OperationGroupOptions;
  readonly #seats = new Set<Seat>();
  readonly #source: OpenSource;

  constructor(options: OperationGroupOptions) {
    this.#options = options;
    this.#source = options.source.open({
      onEvent: (event) => this.#deliver(event),
      onEnd: (error) => this.#end(error),
    });
  }

  get seats(): number {
    return this.#seats.size;
  }

  /** Resolves when events flow to the seat. @throws what the source says when they never will; the seat is freed then. */
  async seat(holder: SeatHolder): Promise<Seat> {
    const seat = new Seat(holder, (left) => this.#leave(left));
    // Taken before it is live: a group whose first client is still waiting must not count as empty.
    this.#seats.add(seat);
    try {
      await this.#source.live;
      return seat;
    } catch (error) {
      seat.free();
      throw error;
    }
  }

  #deliver({ root, extensions, cursor }: SourceEvent): void {
    let result: ExecutionResult;
    try {
      result = executeSync({ ...this.#options.operation, rootValue: root });
    } catch (error) {
      this.#end(this.#options.maskError(error));
      return;
    }
    // A projection that fails is a mistake of ours; going on would lose the event in silence.
    if (result.errors !== undefined) {
      this.#end(this.#options.maskError(result.errors[0]));
      return;
    }
    const payload = extensions === undefined ? { data: result.data } : { data: result.data, extensions };
    const frame = new NextFrame(JSON.stringify(payload), cursor);
    for (const seat of this.#seats) seat.deliver(frame);
  }

  #leave(seat: Seat): void {
    if (!this.#seats.delete(seat) || this.#seats.size > 0) return;
    this.#source.close();
    this.#options.onEmpty();
  }

  #end(error: Error): void {
    for (const seat of [...this.#seats]) seat.end(error);
  }
}

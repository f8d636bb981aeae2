import { type DocumentNode, executeSync, type GraphQLSchema } from 'graphql';
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
  /** Hot: an event went to so many seats. */
  readonly onDelivered?: (seats: number) => void;
}

/** How many missed events are served at a time. */
const catchUpPortion = 100;

/**
 * All clients with the same operation on the same events: each event is executed and serialized once, and its frame goes to every seat.
 *
 * Event fields are plain projections of the event, so execution is synchronous and order is kept by doing nothing about it.
 */
export class OperationGroup {
  readonly #options: OperationGroupOptions;
  /** Those that get every event. */
  readonly #present = new Set<Seat>();
  /** Those that are still being served what they missed. */
  readonly #arriving = new Set<Seat>();
  readonly #source: OpenSource;

  constructor(options: OperationGroupOptions) {
    this.#options = options;
    this.#source = options.source.open({
      onEvent: (event) => this.#deliver(event),
      onEnd: (error) => this.#end(this.#options.maskError(error)),
    });
  }

  get seats(): number {
    return this.#present.size + this.#arriving.size;
  }

  /**
   * Resolves when events flow to the seat; with `after`, all that was missed since has gone before.
   *
   * @throws what the source says when events never will flow, or what was missed is not known; the seat is freed then.
   */
  async seat(holder: SeatHolder, after?: string): Promise<Seat> {
    const seat = new Seat(holder, {
      leave: (left) => this.#leave(left),
      isUpToDate: (asked) => this.#present.has(asked) && this.#source.hasUntold !== true,
    });
    // Counted before it is live: a group whose first client is still waiting must not count as empty.
    this.#arriving.add(seat);
    try {
      // Without a past to serve, the seat must be there before the first event, which can come together with the confirmation.
      if (after === undefined) this.#serve(seat, this.#options.source.first(after));
      await this.#source.live;
      if (after !== undefined) await this.#catchUp(seat, after);
      return seat;
    } catch (error) {
      seat.free();
      throw error;
    }
  }

  /** Serves the past in portions, so that neither the event loop nor the client's buffer is flooded; the last one and the change to live are one step. */
  async #catchUp(seat: Seat, after: string): Promise<void> {
    let seen = after;
    while (this.#arriving.has(seat)) {
      const missed = this.#options.source.first(seen);
      const portion = missed.slice(0, catchUpPortion);
      const last = portion.at(-1);
      if (last === undefined || portion.length === missed.length) {
        this.#serve(seat, portion);
        return;
      }
      for (const event of portion) seat.deliver(this.#execute(event));
      seen = last.cursor;
      await seat.drained();
    }
  }

  #serve(seat: Seat, events: readonly SourceEvent[]): void {
    for (const event of events) seat.deliver(this.#execute(event));
    if (this.#arriving.delete(seat)) this.#present.add(seat);
  }

  /** Hot: once per event. */
  #deliver(event: SourceEvent): void {
    if (this.#present.size === 0) return;
    try {
      const frame = this.#execute(event);
      for (const seat of this.#present) seat.deliver(frame);
      this.#options.onDelivered?.(this.#present.size);
    } catch (error) {
      // A projection that fails is a mistake of ours; going on would lose the event in silence.
      this.#end(this.#options.maskError(error));
    }
  }

  #execute({ root, extensions, cursor }: SourceEvent): NextFrame {
    const { data, errors } = executeSync({ ...this.#options.operation, rootValue: root });
    if (errors !== undefined) throw errors[0];
    return new NextFrame(JSON.stringify(extensions === undefined ? { data } : { data, extensions }), cursor);
  }

  #leave(seat: Seat): void {
    if (!this.#present.delete(seat) && !this.#arriving.delete(seat)) return;
    if (this.seats > 0) return;
    this.#source.close();
    this.#options.onEmpty();
  }

  #end(error: Error): void {
    for (const seat of [...this.#present, ...this.#arriving]) seat.end(error);
  }
}

import { GraphQLError } from 'graphql';
import type { GatewayError } from '../errors.ts';
import type { FrameSink, Seat, SeatHolder } from '../fanout/seat.ts';
import type { Caller } from '../kazoo/caller.ts';
import type { AccountSource } from './account-source.ts';
import type { SessionStream } from './session.ts';
import type { Sessions } from './sessions.ts';
import type { SubscriptionLimits, SubscriptionPlace } from './subscription-limits.ts';

/** What a stream's frames go to, and who is told how it ended. */
export interface StreamHolder {
  readonly sink: FrameSink;
  /** Kazoo has confirmed who the client is, and it may have the stream. @throws what the client is told instead. */
  granted?(): void;
  /** The stream is over for a reason that is not the client's: an error, or undefined when it is completed. */
  ended(error: GraphQLError | undefined): void;
}

/** The same for all streams. */
export interface ClientStreamOptions {
  readonly sessions: Sessions;
  readonly limits: SubscriptionLimits;
  readonly maskError: (error: unknown) => GraphQLError;
  /** A stream that had its seat is over, for whatever reason. */
  readonly onLeft: (caller: Caller, accountId: string) => void;
}

/** One client's subscription between its session, which may end it, and its seat in the fan-out. It has a place among the subscriptions, and gives it back. */
export class ClientStream implements SeatHolder, SessionStream {
  readonly accountId: string;
  readonly ownerId: string | undefined;
  readonly #place: SubscriptionPlace;
  readonly #caller: Caller;
  readonly #holder: StreamHolder;
  readonly #options: ClientStreamOptions;
  #seat: Seat | undefined;
  #ended: GraphQLError | undefined;

  constructor(
    { accountId, ownerId }: AccountSource,
    place: SubscriptionPlace,
    caller: Caller,
    holder: StreamHolder,
    options: ClientStreamOptions,
  ) {
    this.accountId = accountId;
    this.ownerId = ownerId;
    this.#place = place;
    this.#caller = caller;
    this.#holder = holder;
    this.#options = options;
  }

  get sink(): FrameSink {
    return this.#holder.sink;
  }

  /** The seat is taken. @throws why the session ended meanwhile, when there was nothing to end yet; the seat is freed then. */
  take(seat: Seat): void {
    const { session } = this.#place;
    this.#seat = seat;
    if (session.isEnded) {
      seat.free();
      session.require();
    }
    if (this.#ended !== undefined) seat.end(this.#ended);
  }

  left(): void {
    const { sessions, limits, onLeft } = this.#options;
    sessions.detach(this.#place.session, this);
    limits.leave(this.#place);
    if (this.#seat !== undefined) onLeft(this.#caller, this.accountId);
  }

  ended(error: Error | undefined): void {
    const { maskError } = this.#options;
    this.#holder.ended(error === undefined || error instanceof GraphQLError ? error : maskError(error));
  }

  /** Also while its seat is being taken: then it ends as soon as it is. */
  end(error: GatewayError): void {
    this.#ended = this.#options.maskError(error);
    this.#seat?.end(this.#ended);
  }
}

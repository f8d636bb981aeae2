import { GraphQLError } from 'graphql';
import type { GatewayError } from '../errors.ts';
import type { FrameSink, Seat, SeatHolder } from '../fanout/seat.ts';
import type { Session, SessionStream } from './session.ts';
import type { Sessions } from './sessions.ts';

/** What a stream's frames go to, and who is told how it ended. */
export interface StreamHolder extends FrameSink {
  /** The stream is over for a reason that is not the client's: an error, or undefined when it is completed. */
  ended(error: GraphQLError | undefined): void;
}

export interface ClientStreamOptions {
  readonly accountId: string;
  readonly ownerId: string | undefined;
  readonly session: Session;
  readonly sessions: Sessions;
  readonly holder: StreamHolder;
  readonly maskError: (error: unknown) => GraphQLError;
  /** The place that the stream takes among the subscriptions is free again; it may never have had a seat. */
  readonly onLeft: (wasSeated: boolean) => void;
}

/** One client's subscription between its session, which may end it, and its seat in the fan-out. */
export class ClientStream implements SeatHolder, SessionStream {
  readonly #options: ClientStreamOptions;
  #seat: Seat | undefined;
  #ended: GraphQLError | undefined;

  constructor(options: ClientStreamOptions) {
    this.#options = options;
  }

  get accountId(): string {
    return this.#options.accountId;
  }

  get ownerId(): string | undefined {
    return this.#options.ownerId;
  }

  get sink(): FrameSink {
    return this.#options.holder;
  }

  /** The seat is taken. @throws why the session ended meanwhile, when there was nothing to end yet; the seat is freed then. */
  take(seat: Seat): void {
    const { session } = this.#options;
    this.#seat = seat;
    if (session.isEnded) {
      seat.free();
      session.require();
    }
    if (this.#ended !== undefined) seat.end(this.#ended);
  }

  left(): void {
    const { sessions, session, onLeft } = this.#options;
    sessions.detach(session, this);
    onLeft(this.#seat !== undefined);
  }

  ended(error: Error | undefined): void {
    const { holder, maskError } = this.#options;
    holder.ended(error === undefined || error instanceof GraphQLError ? error : maskError(error));
  }

  /** Also while its seat is being taken: then it ends as soon as it is. */
  end(error: GatewayError): void {
    this.#ended = this.#options.maskError(error);
    this.#seat?.end(this.#ended);
  }
}

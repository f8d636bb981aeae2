import { createSourceEventStream, type DocumentNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Fanout } from '../fanout/fanout.ts';
import type { NextFrame } from '../fanout/next-frame.ts';
import type { Seat } from '../fanout/seat.ts';
import { forbidden } from '../kazoo/crossbar-error.ts';
import type { Authority } from './authority.ts';
import { EventSource } from './event-source.ts';
import type { OperationContext } from './operation-context.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

export interface SubscriptionRequest {
  readonly document: DocumentNode;
  /** The query text: clients with the same text share. */
  readonly documentKey: string;
  readonly operationName: string | undefined;
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly context: OperationContext;
  /** Hot: receives every event's frame. */
  readonly deliver: (frame: NextFrame) => void;
  /** The seat is free again, for whatever reason. */
  readonly left?: (seat: Seat) => void;
}

/** A seat, or why there is none. */
export type SubscriptionOutcome =
  | { readonly ok: true; readonly seat: Seat }
  | { readonly ok: false; readonly errors: readonly GraphQLError[] };

export interface SubscriptionsOptions {
  readonly schema: GraphQLSchema;
  readonly fanout: Fanout;
  readonly sessions: Sessions;
  readonly authority: Authority;
  readonly maskError: (error: unknown) => GraphQLError;
}

/** The way of a subscription operation from its text to a seat, the same for every transport. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** Never rejects: whatever goes wrong belongs to the one operation. Who gets a seat frees it. */
  async subscribe(request: SubscriptionRequest): Promise<SubscriptionOutcome> {
    const { maskError } = this.#options;
    try {
      const source = await this.#resolveSource(request);
      if (source instanceof EventSource) return { ok: true, seat: await this.#takeSeat(source, request) };
      return { ok: false, errors: source.map(maskError) };
    } catch (error) {
      return { ok: false, errors: [maskError(error)] };
    }
  }

  /** After another login on the connection: streams go on where the new identity may see their account, and end where not. */
  async reauthorize({ session, caller }: OperationContext): Promise<void> {
    const { token } = session.require();
    await Promise.all(
      [...session.streams].map(async (stream) => {
        try {
          await this.#options.authority.check(token, stream.accountId, caller);
        } catch (error) {
          stream.end(error instanceof GatewayError ? error : forbidden(error));
        }
      }),
    );
  }

  /** Runs the subscription field with the client's own context: it checks the arguments and the client's authority, and opens nothing yet. */
  async #resolveSource(request: SubscriptionRequest): Promise<EventSource | readonly GraphQLError[]> {
    const { document, operationName, variableValues, context } = request;
    const source = await createSourceEventStream({
      schema: this.#options.schema,
      document,
      operationName,
      variableValues,
      contextValue: context,
    });
    if (source instanceof EventSource) return source;
    if ('errors' in source && source.errors !== undefined) return source.errors;
    throw new TypeError('A subscription field resolved to something that is no EventSource.');
  }

  async #takeSeat(source: EventSource, request: SubscriptionRequest): Promise<Seat> {
    const { document, documentKey, operationName, variableValues, context, deliver, left } = request;
    const { fanout, sessions, schema, maskError } = this.#options;
    let seat: Seat | undefined;
    // Attached before the seat is taken: this client's token may be the one that opens the account's socket.
    const detach = attach(sessions, context.session, source.accountId, (error) => seat?.end(maskError(error)));
    try {
      seat = await fanout.join(
        { operation: { schema, document, operationName, variableValues }, documentKey, source },
        {
          deliver,
          left: () => {
            detach();
            if (seat !== undefined) left?.(seat);
          },
        },
      );
      return seat;
    } catch (error) {
      detach();
      throw error;
    }
  }
}

function attach(
  sessions: Sessions,
  session: Session,
  accountId: string,
  end: (error: GatewayError) => void,
): () => void {
  return sessions.attach(session, { accountId, end });
}

import { createSourceEventStream, type DocumentNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Fanout } from '../fanout/fanout.ts';
import type { NextFrame } from '../fanout/next-frame.ts';
import type { Seat } from '../fanout/seat.ts';
import { forbidden } from '../kazoo/crossbar-error.ts';
import { noteOutcome } from '../outcome.ts';
import { AccountSource } from './account-source.ts';
import type { Authority } from './authority.ts';
import type { OperationContext } from './operation-context.ts';
import type { Sessions } from './sessions.ts';
import { sharedVariables } from './shared-variables.ts';
import type { SubscriptionLimits } from './subscription-limits.ts';

export interface SubscriptionRequest {
  readonly document: DocumentNode;
  /** The query text: clients with the same text share. */
  readonly documentKey: string;
  readonly operationName: string | undefined;
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly context: OperationContext;
  /** Hot: receives every event's frame. */
  readonly deliver: (frame: NextFrame) => void;
  /** Resolves when the client can take more. */
  readonly drained: () => Promise<void>;
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
  readonly limits: SubscriptionLimits;
  /** A client asked to resume after a cursor: `success`, or the code of what it was told. */
  readonly onResume: (outcome: string) => void;
}

/** The way of a subscription operation from its text to a seat, the same for every transport. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** Never rejects: whatever goes wrong belongs to the one operation. Who gets a seat frees it. */
  async subscribe(request: SubscriptionRequest): Promise<SubscriptionOutcome> {
    const { maskError, limits } = this.#options;
    let giveBack = (): void => undefined;
    try {
      // Before anything is asked of Kazoo: what is refused must cost nothing.
      giveBack = limits.take(request.context.session);
      const source = await this.#resolveSource(request);
      if (source instanceof AccountSource) return { ok: true, seat: await this.#seat(source, request, giveBack) };
      giveBack();
      return { ok: false, errors: source.map(maskError) };
    } catch (error) {
      giveBack();
      return { ok: false, errors: [maskError(error)] };
    }
  }

  /** After another login on the connection: streams go on where the new identity may see their account, and end where not. */
  async reauthorize({ session, caller }: OperationContext): Promise<void> {
    const { token } = session.require();
    await Promise.all(
      [...session.streams].map(async (stream) => {
        try {
          await this.#options.authority.admit(token, stream.accountId, caller);
        } catch (error) {
          stream.end(error instanceof GatewayError ? error : forbidden(error));
        }
      }),
    );
  }

  /** Runs the subscription field with the client's own context: it checks the arguments and the client's authority, and opens nothing yet. */
  async #resolveSource(request: SubscriptionRequest): Promise<AccountSource | readonly GraphQLError[]> {
    const { document, operationName, variableValues, context } = request;
    const source = await createSourceEventStream({
      schema: this.#options.schema,
      document,
      operationName,
      variableValues,
      contextValue: context,
    });
    if (source instanceof AccountSource) return source;
    if ('errors' in source && source.errors !== undefined) return source.errors;
    throw new TypeError('A subscription field resolved to something that is no AccountSource.');
  }

  #seat(source: AccountSource, request: SubscriptionRequest, onLeft: () => void): Promise<Seat> {
    const seat = this.#takeSeat(source, request, onLeft);
    return source.after === undefined ? seat : noteOutcome(seat, this.#options.onResume);
  }

  async #takeSeat(source: AccountSource, request: SubscriptionRequest, onLeft: () => void): Promise<Seat> {
    const { document, documentKey, operationName, variableValues, context, deliver, drained, left } = request;
    const { fanout, sessions, schema, maskError } = this.#options;
    const { after } = source;
    // Fails at once when the past is gone, before Kazoo is asked for anything.
    if (after !== undefined) source.first(after);
    let seat: Seat | undefined;
    let ended: GraphQLError | undefined;
    // Attached before the seat is taken: this client's token may be the one that opens the account's socket.
    const detach = sessions.attach(context.session, {
      accountId: source.accountId,
      end(error) {
        ended = maskError(error);
        seat?.end(ended);
      },
    });
    try {
      seat = await fanout.join(
        {
          operation: { schema, document, operationName, variableValues },
          documentKey,
          sharedVariables: sharedVariables(document, operationName, variableValues),
          source,
          after,
        },
        {
          deliver,
          drained,
          left() {
            detach();
            onLeft();
            if (seat !== undefined) left?.(seat);
          },
        },
      );
    } catch (error) {
      detach();
      // No token is left that opens the account's socket: only a fresh one helps, which clients bring along when they come back.
      if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED') context.session.end(error);
      throw error;
    }
    // The session ended while the seat was being taken, when there was nothing to end yet.
    if (context.session.isEnded) {
      seat.free();
      context.session.require();
    }
    // What ended the stream while its seat was being taken.
    if (ended !== undefined) seat.end(ended);
    return seat;
  }
}

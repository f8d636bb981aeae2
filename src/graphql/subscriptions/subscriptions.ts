import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Authority } from '../../auth/authority.ts';
import type { Session, SessionStream } from '../../auth/session.ts';
import { notOwn, type OwnerFor, unrestricted } from '../../auth/user-restriction.ts';
import { GatewayError } from '../../errors.ts';
import type { Fanout } from '../../fanout/fanout.ts';
import type { Seat } from '../../fanout/seat.ts';
import type { Caller } from '../../kazoo/caller.ts';
import { forbidden } from '../../kazoo/crossbar/crossbar-error.ts';
import type { SubscriptionPlace } from '../../limits/subscription-limits.ts';
import { FairSlices } from '../../scheduling/fair-slices.ts';
import { noteOutcome } from '../../telemetry/outcome.ts';
import { type TracedWork, traced } from '../../telemetry/tracing.ts';
import type { OperationContext } from '../operation-context.ts';
import { ClientStream, type ClientStreamOptions, type StreamHolder } from './client-stream.ts';
import { type SubscriptionOperation, type SubscriptionPlan, SubscriptionPlans } from './subscription-plans.ts';
import type { Granted } from './wish.ts';

export interface SubscriptionRequest extends SubscriptionOperation {
  readonly context: OperationContext;
  readonly holder: StreamHolder;
}

/** A seat, or why there is none. */
export type SubscriptionOutcome =
  | { readonly ok: true; readonly seat: Seat }
  | { readonly ok: false; readonly errors: readonly GraphQLError[] };

export interface SubscriptionsOptions extends ClientStreamOptions {
  readonly schema: GraphQLSchema;
  readonly fanout: Fanout;
  readonly authority: Authority;
  /** Default: whoever may act on an account sees all of it. */
  readonly ownerFor?: OwnerFor | undefined;
  /** A client asked to resume after a cursor: `success`, or the code of what it was told. */
  readonly onResume: (outcome: string) => void;
  readonly onSubscribed: (caller: Caller, accountId: string) => void;
  /** With the code that the client was told. */
  readonly onRefused: (caller: Caller, code: string) => void;
}

/** Each goes through all that was missed. */
const looksBack = new FairSlices();

/** The way of a subscription operation from its text to a seat, the same for every transport. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #plans: SubscriptionPlans;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#plans = new SubscriptionPlans(options.schema);
  }

  /** Never rejects: whatever goes wrong belongs to the one operation. Who gets a seat frees it. */
  async subscribe(request: SubscriptionRequest): Promise<SubscriptionOutcome> {
    const { caller } = request.context;
    return traced('subscribe', { 'kazoo.request_id': caller.requestId }, async (span) => {
      const outcome = await this.#subscribe(request, span);
      if (outcome.ok) return outcome;
      const code = String(outcome.errors[0]?.extensions['code']);
      span.fail(code);
      this.#options.onRefused(caller, code);
      return outcome;
    });
  }

  /** After another login on the connection: streams go on where the new identity may see their account, and end where not. */
  async reauthorize(context: OperationContext): Promise<void> {
    await Promise.all(
      [...context.session.streams].map(async (stream) => {
        try {
          await this.#admit(stream, context);
        } catch (error) {
          stream.end(error instanceof GatewayError ? error : forbidden(error));
        }
      }),
    );
  }

  /** @throws when the session may not see all that the stream shows. */
  async #admit({ accountId, ownerId }: SessionStream, context: OperationContext): Promise<void> {
    const { authority, ownerFor = unrestricted } = this.#options;
    const { session, caller } = context;
    await authority.admit(session.require().token, accountId, caller);
    const onlyOwner = await ownerFor(context, accountId);
    if (onlyOwner !== undefined && onlyOwner !== ownerId) throw notOwn();
  }

  async #subscribe(request: SubscriptionRequest, span: TracedWork): Promise<SubscriptionOutcome> {
    const { maskError, limits } = this.#options;
    const { session } = request.context;
    let place: SubscriptionPlace | undefined;
    try {
      // Before anything is asked of Kazoo: what is refused must cost nothing.
      place = limits.take(session);
      const plan = this.#plans.known(request) ?? (await this.#plans.make(request));
      if (!('wish' in plan)) {
        limits.leave(place);
        return { ok: false, errors: plan.map(maskError) };
      }
      let granted: Granted;
      let principal: string | undefined;
      do {
        principal = session.principal;
        granted = await plan.wish.grant(request.context);
      } while (session.principal !== principal || this.#isRevoked(session, granted));
      // From here to the stream's place in its session nothing can come between.
      const { topics, accountId } = granted.source;
      const { document } = plan.operation;
      limits.grant(place, { topics, document, operationKey: plan.operationKey });
      request.holder.granted?.();
      span.add({ 'kazoo.account_id': accountId });
      return { ok: true, seat: await this.#seat(plan, granted, request, place) };
    } catch (error) {
      if (place !== undefined) limits.leave(place);
      return { ok: false, errors: [maskError(error)] };
    }
  }

  #seat(
    plan: SubscriptionPlan,
    granted: Granted,
    request: SubscriptionRequest,
    place: SubscriptionPlace,
  ): Promise<Seat> {
    const seat = this.#takeSeat(plan, granted, request, place);
    return granted.after === undefined ? seat : noteOutcome(seat, this.#options.onResume);
  }

  async #takeSeat(
    { operation, operationKey }: SubscriptionPlan,
    { source, after }: Granted,
    { context, holder }: SubscriptionRequest,
    place: SubscriptionPlace,
  ): Promise<Seat> {
    const { fanout, sessions, onSubscribed } = this.#options;
    const { session, caller } = context;
    const stream = new ClientStream(source, place, caller, holder, this.#options);
    // Before all else: whoever ends streams finds it, and this client's token may be the one that opens the account's socket.
    sessions.attach(session, stream);
    try {
      // Fails when the past is gone, before Kazoo is asked for anything.
      if (after !== undefined) await looksBack.run(() => source.first(after));
      stream.requireWanted();
      const seat = await fanout.join(
        { operation, operationKey, source, after, client: session.principal ?? '' },
        stream,
      );
      stream.run();
      onSubscribed(caller, source.accountId);
      return seat;
    } catch (error) {
      sessions.detach(session, stream);
      // No token is left that opens the account's socket: only a fresh one helps, which clients bring along when they come back.
      if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED') session.end(error);
      // What ended it says more than what became of the rest.
      stream.requireWanted();
      throw error;
    }
  }

  /** Whether Kazoo has said no since the authority was checked: whoever is told of that found no stream yet. */
  #isRevoked({ token }: Session, { source }: Granted): boolean {
    return token !== undefined && this.#options.authority.hasRefused(token, source.accountId);
  }
}

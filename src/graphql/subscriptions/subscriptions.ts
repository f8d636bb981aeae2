import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { AccountAccess } from '../../auth/account-access.ts';
import type { Session } from '../../auth/session.ts';
import { GatewayError } from '../../errors.ts';
import type { Fanout } from '../../fanout/fanout.ts';
import type { Subscriber } from '../../fanout/subscriber.ts';
import type { ClientInfo } from '../../kazoo/client-info.ts';
import type { SubscriptionLease } from '../../limits/subscription-limits.ts';
import { SlicedQueue } from '../../scheduling/sliced-queue.ts';
import { noteOutcome } from '../../telemetry/metrics.ts';
import { type TracedWork, traced } from '../../telemetry/tracing.ts';
import { documentSize } from '../documents/documents.ts';
import type { OperationContext } from '../operation-context.ts';
import {
  ClientSubscription,
  type ClientSubscriptionOptions,
  type SubscriptionTransport,
} from './client-subscription.ts';
import { type SubscriptionOperation, type SubscriptionPlan, SubscriptionPlans } from './subscription-plans.ts';
import type { AuthorizedSource } from './subscription-target.ts';

export interface SubscriptionRequest extends SubscriptionOperation {
  readonly context: OperationContext;
  readonly holder: SubscriptionTransport;
}

/** A seat, or why there is none. */
export type SubscriptionOutcome =
  | { readonly ok: true; readonly subscriber: Subscriber }
  | { readonly ok: false; readonly errors: readonly GraphQLError[] };

export interface SubscriptionsOptions extends ClientSubscriptionOptions {
  readonly schema: GraphQLSchema;
  readonly fanout: Fanout;
  readonly accountAccess: AccountAccess;
  /** A client asked to resume after a cursor: `success`, or the code of what it was told. */
  readonly onResume: (outcome: string) => void;
  readonly onSubscribed: (clientInfo: ClientInfo, accountId: string) => void;
  /** With the code that the client was told. */
  readonly onRefused: (clientInfo: ClientInfo, code: string) => void;
}

/** The way of a subscription operation from its text to a seat, the same for every transport. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #plans: SubscriptionPlans;
  /** Each replay goes through all that was missed. */
  readonly #replays = new SlicedQueue();

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#plans = new SubscriptionPlans(options.schema);
  }

  /** Never rejects: whatever goes wrong belongs to the one operation. Who gets a seat frees it. */
  async subscribe(request: SubscriptionRequest): Promise<SubscriptionOutcome> {
    const { clientInfo } = request.context;
    return traced('subscribe', { 'kazoo.request_id': clientInfo.requestId }, async (span) => {
      const outcome = await this.#subscribe(request, span);
      if (outcome.ok) return outcome;
      const code = String(outcome.errors[0]?.extensions['code']);
      span.fail(code);
      this.#options.onRefused(clientInfo, code);
      return outcome;
    });
  }

  async #subscribe(request: SubscriptionRequest, span: TracedWork): Promise<SubscriptionOutcome> {
    const { maskError, limits } = this.#options;
    const { session } = request.context;
    let lease: SubscriptionLease | undefined;
    try {
      // Before anything is asked of Kazoo: what is refused must cost nothing.
      lease = limits.acquire(session);
      const plan = this.#plans.known(request) ?? (await this.#plans.make(request));
      if (!('target' in plan)) {
        lease.release();
        return { ok: false, errors: plan.map(maskError) };
      }
      let granted: AuthorizedSource;
      let principal: string | undefined;
      do {
        principal = session.principal;
        granted = await plan.target.authorize(request.context);
      } while (session.principal !== principal || this.#isRevoked(session, granted));
      // From here until the stream is attached to its session nothing can come between.
      const { topics, accountId } = granted.source;
      const { document } = plan.operation;
      lease.countUse({
        topics,
        document,
        documentBytes: documentSize(document.loc?.end ?? 0, document),
        operationBytes: plan.operationKey.length,
      });
      request.holder.granted?.();
      span.add({ 'kazoo.account_id': accountId });
      return { ok: true, subscriber: await this.#subscriber(plan, granted, request, lease) };
    } catch (error) {
      lease?.release();
      return { ok: false, errors: [maskError(error)] };
    }
  }

  #subscriber(
    plan: SubscriptionPlan,
    granted: AuthorizedSource,
    request: SubscriptionRequest,
    lease: SubscriptionLease,
  ): Promise<Subscriber> {
    const subscriber = this.#join(plan, granted, request, lease);
    return granted.after === undefined ? subscriber : noteOutcome(subscriber, this.#options.onResume);
  }

  async #join(
    { operation, operationKey }: SubscriptionPlan,
    { source, after }: AuthorizedSource,
    { context, holder }: SubscriptionRequest,
    lease: SubscriptionLease,
  ): Promise<Subscriber> {
    const { fanout, sessions, onSubscribed } = this.#options;
    const { session, clientInfo } = context;
    const stream = new ClientSubscription(source, session, lease, clientInfo, holder, this.#options);
    // Before all else: whoever ends streams finds it, and this client's token may be the one that opens the account's socket.
    sessions.attach(session, stream);
    try {
      // Fails when the past is gone, before Kazoo is asked for anything.
      if (after !== undefined) await this.#replays.run(session.principal ?? '', () => source.replay(after));
      stream.requireWanted();
      const subscriber = await fanout.join(
        { operation, operationKey, source, after, client: session.principal ?? '' },
        stream,
      );
      stream.run();
      onSubscribed(clientInfo, source.accountId);
      return subscriber;
    } catch (error) {
      sessions.detach(session, stream);
      // No token is left that opens the account's socket: only a fresh one helps, which clients bring along when they come back.
      if (error instanceof GatewayError && error.meaning.scope === 'token') session.end(error);
      // What ended it says more than what became of the rest.
      stream.requireWanted();
      throw error;
    }
  }

  /** Whether Kazoo has said no since the authority was checked: whoever is told of that found no stream yet. */
  #isRevoked({ token }: Session, { source }: AuthorizedSource): boolean {
    return token !== undefined && this.#options.accountAccess.isRefused(token, source.accountId);
  }
}

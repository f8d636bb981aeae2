import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { AccountAccess } from '../../auth/account-access.ts';
import type { Session } from '../../auth/session.ts';
import { groupKey } from '../../fanout/fanout.ts';
import type { ClientInfo } from '../../kazoo/client-info.ts';
import type { SubscriptionLease, SubscriptionLimits } from '../../limits/subscription-limits.ts';
import { type MaybePromise, type Steps, settled, takeSteps } from '../../scheduling/steps.ts';
import { noteOutcome } from '../../telemetry/metrics.ts';
import { type TracedWork, traced } from '../../telemetry/tracing.ts';
import { documentSize } from '../documents/documents.ts';
import type { OperationContext } from '../operation-context.ts';
import { ClientSubscription, type SubscriptionServices, type SubscriptionTransport } from './client-subscription.ts';
import { type SubscriptionOperation, type SubscriptionPlan, SubscriptionPlans } from './subscription-plans.ts';
import type { AuthorizedSource } from './subscription-target.ts';

/** A valid subscription operation, who sent it, and what carries the events to its client. */
export interface SubscriptionRequest extends SubscriptionOperation {
  readonly context: OperationContext;
  readonly transport: SubscriptionTransport;
}

/** Observes the subscriptions that clients ask for. */
export interface SubscriptionObserver extends Pick<SubscriptionServices, 'onSubscribed' | 'onLeft'> {
  /** A client asked to resume after a cursor: `success`, or the code of the error. */
  readonly onResume: (outcome: string) => void;
  /** A subscription was refused, with this code, to whoever the session is of. */
  readonly onRefused: (clientInfo: ClientInfo, code: string, session: Session) => void;
}

/**
 * Takes a subscription operation from its document to a running `ClientSubscription`, for every
 * transport.
 */
export class SubscriptionStarter {
  readonly #limits: SubscriptionLimits;
  readonly #accountAccess: AccountAccess;
  readonly #observer: SubscriptionObserver;
  readonly #services: SubscriptionServices;
  readonly #plans: SubscriptionPlans;

  constructor(
    schema: GraphQLSchema,
    limits: SubscriptionLimits,
    accountAccess: AccountAccess,
    services: Pick<SubscriptionServices, 'sessions' | 'fanout' | 'maskError'>,
    observer: SubscriptionObserver,
  ) {
    this.#plans = new SubscriptionPlans(schema);
    this.#limits = limits;
    this.#accountAccess = accountAccess;
    this.#observer = observer;
    this.#services = { ...services, ...observer };
  }

  /**
   * Returns nothing once the subscription runs or its client has left, or else the errors that the
   * client must get; at once where plan, authority and group are known. Never fails: whatever fails
   * belongs to this one operation.
   */
  start(request: SubscriptionRequest): MaybePromise<readonly GraphQLError[]> {
    const { requestId } = request.context.clientInfo;
    return traced('subscribe', { 'kazoo.request_id': requestId }, (span) => takeSteps(this.#report(request, span)));
  }

  /** Starts it, and tells the observers what it is refused for. */
  *#report(request: SubscriptionRequest, span: TracedWork): Steps<readonly GraphQLError[]> {
    const errors = yield* this.#start(request, span);
    const [error] = errors;
    if (error === undefined) return errors;
    const code = String(error.extensions['code']);
    span.fail(code);
    const { clientInfo, session } = request.context;
    this.#observer.onRefused(clientInfo, code, session);
    return errors;
  }

  *#start(request: SubscriptionRequest, span: TracedWork): Steps<readonly GraphQLError[]> {
    const { maskError } = this.#services;
    let lease: SubscriptionLease | undefined;
    try {
      // Before anything is asked of Kazoo: what is refused must cost nothing.
      lease = this.#limits.acquire(request.context.session);
      const plan = this.#plans.known(request) ?? (yield* settled(this.#plans.make(request)));
      if (!('target' in plan)) {
        lease.release();
        return plan.map(maskError);
      }
      const authorized = yield* this.#authorize(plan, request.context);
      // From here until the subscription is attached to its session nothing can come between.
      span.add({ 'kazoo.account_id': authorized.source.accountId });
      countUse(lease, plan, authorized);
      const { source, after } = authorized;
      const subscription = new ClientSubscription(source, request.context, request.transport, lease, this.#services);
      const start = () => subscription.start(plan, after);
      yield* settled(after === undefined ? start() : noteOutcome(start, this.#observer.onResume));
      return [];
    } catch (error) {
      lease?.release();
      return [maskError(error)];
    }
  }

  /**
   * Authorizes again when the client has become another one meanwhile, or when Kazoo has refused
   * it.
   */
  *#authorize(plan: SubscriptionPlan, context: OperationContext): Steps<AuthorizedSource> {
    const { session } = context;
    let authorized: AuthorizedSource;
    let principal: string | undefined;
    do {
      principal = session.principal;
      authorized = yield* plan.target.authorize(context);
    } while (session.principal !== principal || this.#hasRefused(session, authorized));
    return authorized;
  }

  /** True if Kazoo has refused the token meanwhile, when there was no subscription to end yet. */
  #hasRefused({ token }: Session, { source }: AuthorizedSource): boolean {
    return token !== undefined && this.#accountAccess.isRefused(token, source.accountId);
  }
}

function countUse(
  lease: SubscriptionLease,
  { operation: { document }, operationKey, resultBytes }: SubscriptionPlan,
  { source }: AuthorizedSource,
): void {
  lease.countUse({
    topics: source.topics,
    document,
    documentBytes: documentSize(document.loc?.end ?? 0, document),
    operationBytes: operationKey.length,
    event: {
      accountId: source.accountId,
      group: groupKey({ operationKey, source }),
      resultBytes: Math.max(resultBytes, source.leastEventBytes ?? 0),
    },
  });
}

import { parse } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { AccountAccess } from '../../../../src/auth/account-access.ts';
import { AccountVerdicts } from '../../../../src/auth/account-verdicts.ts';
import type { Session } from '../../../../src/auth/session.ts';
import { SessionRegistry } from '../../../../src/auth/session-registry.ts';
import { reauthorizeStreams } from '../../../../src/auth/stream-reauthorization.ts';
import { TokenRevalidation } from '../../../../src/auth/token-revalidation.ts';
import { GatewayError } from '../../../../src/errors.ts';
import { Fanout } from '../../../../src/fanout/fanout.ts';
import { FlushScheduler } from '../../../../src/fanout/flush-scheduler.ts';
import { errorMasker } from '../../../../src/graphql/documents/error-masker.ts';
import type { OperationContext } from '../../../../src/graphql/operation-context.ts';
import { eventSource } from '../../../../src/graphql/subscriptions/event-source.ts';
import { SubscriptionStarter } from '../../../../src/graphql/subscriptions/subscription-starter.ts';
import { SubscriptionTarget } from '../../../../src/graphql/subscriptions/subscription-target.ts';

import { parseBinding } from '../../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../../src/kazoo/events/kazoo-event.ts';
import { EventBudget } from '../../../../src/limits/event-budget.ts';
import { SubscriptionLimits } from '../../../../src/limits/subscription-limits.ts';
import { SlicedQueue } from '../../../../src/scheduling/sliced-queue.ts';
import { settled } from '../../../../src/scheduling/steps.ts';
import { boundless } from '../../../fanout/harness/boundless.ts';
import { ignoringObserver } from '../../../fanout/harness/ignoring-observer.ts';
import { accountNamed } from '../../../harness/account-named.ts';
import { Gate } from '../../../harness/gate.ts';
import { TopicDouble } from '../../../harness/topic-double.ts';
import { StreamDouble } from './stream-double.ts';

const typeDefs = /* GraphQL */ `
  type Query {
    ok: String
  }
  type Subscription {
    events(account: String!, after: String): Int
  }
`;

const document = parse('subscription ($account: String!, $after: String) { events(account: $account, after: $after) }');

/**
 * So many subscriptions there may be of each kind: as many as no test needs, unless one is never
 * given back.
 */
export const maxSubscriptions = 50;

export type SubscriptionsHarness = ReturnType<typeof createSubscriptionsHarness>;

/**
 * Subscriptions between sessions and a fan-out as they are, with a Kazoo and topics that do what
 * the test says. A user's token is its name.
 */
export function createSubscriptionsHarness() {
  /** Pairs of user and account that Kazoo says no to. */
  const denied = new Set<string>();
  const revoked = new Set<string>();
  const topics: TopicDouble[] = [];
  /**
   * What a client missed that comes back with a cursor of none of these, or else what comes after
   * it.
   */
  const past: KazooEvent[] = [];
  const reasons: string[] = [];
  const refusals: string[] = [];
  const limited: string[] = [];
  const unexpected: unknown[] = [];
  /**
   * Shut one, and checks of authority, what follows them, or clients that are behind, wait until it
   * is opened again.
   */
  const gates = { accountAccess: new Gate(), prepared: new Gate(), drained: new Gate() };

  const sessions = new SessionRegistry();
  const accountAccess = new AccountAccess({
    verdicts: new AccountVerdicts({ authorizedForMs: 60_000, refusedForMs: 5_000, maxBytes: 1_000_000 }),
    async fetchAccount(token, accountId) {
      await gates.accountAccess.opened;
      if (revoked.has(token)) throw new GatewayError('UNAUTHENTICATED', 'Revoked.');
      if (denied.has(`${token} ${accountId}`)) throw new GatewayError('FORBIDDEN', 'No access.');
      return accountNamed(accountId);
    },
  });
  accountAccess.events.on('tokenRefused', (token, error) => sessions.endToken(token, error));
  const revalidation = new TokenRevalidation({
    sessions,
    accountAccess,
    intervalMs: 600_000,
    retryMs: 600_000,
    onError: (error) => unexpected.push(error),
  });
  const maskError = errorMasker((error) => unexpected.push(error));
  const scheduler = new FlushScheduler(ignoringObserver);
  const fanout = new Fanout(scheduler, new SlicedQueue(), maskError, boundless);
  const limits = new SubscriptionLimits({
    maxSubscriptions,
    maxSubscriptionsPerConnection: maxSubscriptions,
    maxSubscriptionsPerToken: maxSubscriptions,
    maxTopicsPerToken: maxSubscriptions,
    maxDocumentBytesPerToken: 1_000_000,
    events: new EventBudget({
      maxBytesPerToken: 1_000_000,
      maxBytesPerAccount: 1_000_000,
      leastBytes: 0,
      onLimited: (limit) => limited.push(limit),
    }),
    onLimited: (limit) => limited.push(limit),
  });
  const upstreams = {
    since: (cursor: string) =>
      past.slice(past.findIndex((event) => event.cursor === cursor) + 1).map((event) => ({ event, gap: null })),
    checkCursor: () => undefined,
    rememberedLoss: () => undefined,
    listen(_account: string, _binding: unknown, listener: ConstructorParameters<typeof TopicDouble>[0]) {
      const topic = new TopicDouble(listener);
      topics.push(topic);
      return topic;
    },
  };
  const schema = createSchema<OperationContext>({
    typeDefs,
    resolvers: {
      Subscription: {
        events: {
          subscribe: (_, { account: accountId, after }, __, field) =>
            new SubscriptionTarget(field, function* ({ session, clientInfo }) {
              yield* settled(accountAccess.authorize(session.require().token, accountId, clientInfo));
              yield* settled(gates.prepared.opened);
              return { source: eventSource({ accountId, bindings: [parseBinding('test.t')], upstreams }), after };
            }),
          resolve: ({ event }) => event.data.number,
        },
      },
    },
  });
  const subscriptions = new SubscriptionStarter(
    schema,
    limits,
    accountAccess,
    { sessions, fanout, maskError },
    {
      onResume: () => undefined,
      onSubscribed: () => undefined,
      onRefused: (_, code) => refusals.push(code),
      onLeft: (_clientInfo, _account, reason) => reasons.push(reason),
    },
  );

  return {
    sessions,
    accountAccess,
    revalidation,
    fanout,
    limits,
    subscriptions,
    upstreams,
    gates,
    topics,
    past,
    /** Why streams that ran are over, and with what code those were refused that did not. */
    reasons,
    refusals,
    limited,
    unexpected,
    deny: (token: string, accountId: string) => denied.add(`${token} ${accountId}`),
    revoke: (token: string) => revoked.add(token),
    connect(token: string): Session {
      const session = sessions.open({ onSessionEnded: () => undefined });
      signIn(session, token);
      return session;
    },
    async logIn(session: Session, token: string): Promise<void> {
      signIn(session, token);
      await reauthorizeStreams({ session, clientInfo: {} }, accountAccess);
    },
    subscribe(session: Session, account: string, after?: string): StreamDouble {
      const stream = new StreamDouble(gates.drained);
      const variableValues = { account, ...(after === undefined ? {} : { after }) };
      const context = { session, clientInfo: {} };
      stream.expect(
        subscriptions.start({ document, operationName: undefined, variableValues, context, transport: stream }),
      );
      return stream;
    },
    async [Symbol.asyncDispose]() {
      revalidation.close();
    },
  };
}

function signIn(session: Session, token: string): void {
  session.signIn(token, { accountId: `of ${token}`, ownerId: undefined, expiresAtMs: undefined });
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import { createSchema } from 'graphql-yoga';
import { AccountAccess } from '../../../../src/auth/account-access.ts';
import { AccountVerdicts } from '../../../../src/auth/account-verdicts.ts';
import { SessionRegistry } from '../../../../src/auth/session-registry.ts';
import { SignIn } from '../../../../src/auth/sign-in.ts';
import { reauthorizeStreams } from '../../../../src/auth/stream-reauthorization.ts';
import { readConfig } from '../../../../src/config/config.ts';
import { GatewayError } from '../../../../src/errors.ts';
import { JoinedFrames } from '../../../../src/fanout/bytes/joined-frames.ts';
import { TailSlots } from '../../../../src/fanout/bytes/tail-slots.ts';
import { Fanout } from '../../../../src/fanout/fanout.ts';
import { FlushScheduler } from '../../../../src/fanout/flush-scheduler.ts';
import { createLimits } from '../../../../src/gateway/limits.ts';
import { createDocumentPolicy } from '../../../../src/gateway/operations.ts';
import { errorMasker } from '../../../../src/graphql/documents/error-masker.ts';
import type { OperationContext } from '../../../../src/graphql/operation-context.ts';
import { QueryTurns } from '../../../../src/graphql/query-turns.ts';
import { eventSource } from '../../../../src/graphql/subscriptions/event-source.ts';
import { SubscriptionStarter } from '../../../../src/graphql/subscriptions/subscription-starter.ts';
import { SubscriptionTarget } from '../../../../src/graphql/subscriptions/subscription-target.ts';

import { OriginPolicy } from '../../../../src/http/origin-policy.ts';
import { type ConnectionObserver, GraphQLWebSocketServer } from '../../../../src/http/websocket/websocket-server.ts';
import { parseBinding } from '../../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../../src/kazoo/events/kazoo-event.ts';
import { SlicedQueue } from '../../../../src/scheduling/sliced-queue.ts';
import { settled } from '../../../../src/scheduling/steps.ts';
import { createLog } from '../../../../src/telemetry/log.ts';
import { createMetrics } from '../../../../src/telemetry/metrics.ts';
import { boundless } from '../../../fanout/harness/boundless.ts';
import { ignoringObserver } from '../../../fanout/harness/ignoring-observer.ts';
import { accountNamed } from '../../../harness/account-named.ts';
import { Gate } from '../../../harness/gate.ts';
import { RawClient } from '../../../harness/raw-client.ts';
import { TopicDouble } from '../../../harness/topic-double.ts';

const typeDefs = /* GraphQL */ `
  scalar JSON
  type Query {
    ok: String
    broken: String
    refused: String
    echo(value: JSON): JSON
    "Answers when the test says so."
    slow: String
    "Answers what JSON cannot say."
    unwritable: JSON
    whoAmI: String
  }
  type Mutation {
    "Takes the identity of this account when the test lets logins through."
    become(account: String!): String
    "Returns a secret, by reference."
    secret: JSON
  }
  type Subscription {
    events(topics: [String!]!, number: Int, account: String, after: String): Int
    broken: Int
  }
`;

/**
 * The WebSocket server on a free port, with a small schema and topics that do what the test says.
 */
export interface WebSocketHarness extends AsyncDisposable {
  readonly url: string;
  readonly server: GraphQLWebSocketServer;
  readonly fanout: Fanout;
  readonly sessions: SessionRegistry;
  /** What was masked. */
  readonly logged: readonly unknown[];
  /** What no client should have caused. */
  readonly unexpected: readonly unknown[];
  /** What `whoAmI` answered. */
  readonly asked: readonly string[];
  /** What `secret` returned, as long as the gateway keeps it. */
  readonly secrets: readonly WeakRef<object>[];
  /**
   * What happened on every topic before anybody came: who subscribes `after` a cursor gets it all.
   */
  readonly past: KazooEvent[];
  /** The topic of this name, once somebody has asked for it. */
  topic(name: string): Promise<TopicDouble>;
  /** How often somebody asked for the topic of this name. */
  listens(name: string): number;
  /**
   * Shut one, and the query `slow`, logins or checks of authority wait until it is opened again.
   */
  readonly gates: { readonly slow: Gate; readonly login: Gate; readonly accountAccess: Gate };
  client(): Promise<RawClient>;
}

export async function startWebSocketHarness(observer: Partial<ConnectionObserver> = {}): Promise<WebSocketHarness> {
  const logged: unknown[] = [];
  const unexpected: unknown[] = [];
  const asked: string[] = [];
  const secrets: WeakRef<object>[] = [];
  const topics = new Map<string, TopicDouble[]>();
  const wanted = new Map<string, (topic: TopicDouble) => void>();
  const past: KazooEvent[] = [];
  const gates = { slow: new Gate(), login: new Gate(), accountAccess: new Gate() };

  const maskError = errorMasker((error) => logged.push(error));
  const sessions = new SessionRegistry();
  const accountAccess = new AccountAccess({
    verdicts: new AccountVerdicts({ authorizedForMs: 1, refusedForMs: 1, maxBytes: 10_000 }),
    async fetchAccount(token, accountId) {
      await gates.accountAccess.opened;
      if (token !== accountId && accountId !== 'public')
        throw new GatewayError('FORBIDDEN', 'You have no access to this account.');
      return accountNamed(accountId);
    },
  });
  const scheduler = new FlushScheduler(ignoringObserver);
  const fanout = new Fanout(scheduler, new SlicedQueue(), maskError, boundless);
  const schema = createSchema<OperationContext>({
    typeDefs,
    resolvers: {
      Query: {
        ok: () => 'ok',
        broken() {
          throw Object.assign(new Error('secret words'), { extensions: { secret: 'secret extension' } });
        },
        refused() {
          throw new GatewayError('FORBIDDEN', 'You may not.');
        },
        echo: (_, { value }) => value,
        unwritable: () => ({ number: 1n }),
        slow: () => gates.slow.opened.then(() => 'slow'),
        whoAmI(_, __, { session }) {
          const name = session.token ?? 'nobody';
          asked.push(name);
          return name;
        },
      },
      Mutation: {
        async become(_, { account }, context) {
          await gates.login.opened;
          context.session.signIn(account, { accountId: account, ownerId: undefined, expiresAtMs: undefined });
          await reauthorizeStreams(context, accountAccess);
          return account;
        },
        secret() {
          const secret = { token: 'secret' };
          secrets.push(new WeakRef(secret));
          return secret;
        },
      },
      Subscription: {
        events: {
          subscribe: (_, { topics: names, account, after }, __, field) =>
            new SubscriptionTarget(field, function* ({ session, clientInfo }) {
              const accountId = account ?? session.token ?? 'public';
              if (accountId !== 'public')
                yield* settled(accountAccess.verify(session.require().token, accountId, clientInfo));
              const source = eventSource({
                accountId,
                bindings: names.map((name: string) => parseBinding(`test.${name}`)),
                upstreams: {
                  since: () => past.map((event) => ({ event, gap: null })),
                  checkCursor: () => undefined,
                  rememberedLoss: () => undefined,
                  listen(_account, { text }, listener) {
                    const name = text.replace('test.', '');
                    const topic = new TopicDouble(listener);
                    topics.set(name, [...(topics.get(name) ?? []), topic]);
                    wanted.get(name)?.(topic);
                    return topic;
                  },
                },
              });
              return { source, after };
            }),
          resolve: ({ event }) => event.data.number,
        },
        broken: {
          subscribe() {
            throw new Error('secret words');
          },
        },
      },
    },
  });
  const [config, log] = [readConfig({}), createLog('silent')];
  const limits = createLimits(config, createMetrics(), log);
  const turns = new SlicedQueue();
  const ignore = () => undefined;
  const subscriptions = new SubscriptionStarter(
    schema,
    limits.subscriptions,
    accountAccess,
    { sessions, fanout, maskError },
    { onResume: ignore, onSubscribed: ignore, onRefused: ignore, onLeft: ignore },
  );
  const onError = (error: unknown) => unexpected.push(error);
  const server = new GraphQLWebSocketServer({
    path: '/graphql',
    origins: new OriginPolicy({ allowedOrigins: [], publicHosts: [], onRefused: () => undefined }),
    clientInfoOf: () => ({ requestId: 'request' }),
    sessions,
    limits: { ...limits, maxMessageBytes: 100_000 },
    turns,
    // Else a ping comes between what a busy machine is slow to send.
    keepAliveMs: 600_000,
    cursor: () => 'now',
    observer: {
      onConnect: ignore,
      onRefused: ignore,
      onOversizedMessage: ignore,
      onDisconnect: ignore,
      onError,
      ...observer,
    },
    connection: {
      writer: {
        scheduler,
        shared: { tails: new TailSlots(), joined: new JoinedFrames() },
        maxBufferedBytes: 1_000_000,
      },
      closeTimeoutMs: 500,
      onSlowClient: ignore,
      onSignIn: ignore,
    },
    protocol: {
      signIn: new SignIn({
        sessions,
        identify: async (token) => ({ accountId: token, ownerId: undefined, expiresAtMs: undefined }),
        accountAccess,
      }),
      cursorStart: undefined,
      initTimeoutMs: 10_000,
      onError,
    },
    operations: {
      schema,
      policy: createDocumentPolicy({ config, schema, pageDocuments: [], turns, onLimited: limits.onLimited, log }),
      queries: new QueryTurns(limits.operationPlaces, accountAccess, turns),
      subscriptions,
      maskError,
      onOperation: ignore,
    },
  });
  const http = createServer();
  http.on('upgrade', (request, socket, head) => server.handleUpgrade(request, socket, head));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  const url = `ws://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/graphql`;
  const clients: RawClient[] = [];

  return {
    url,
    server,
    fanout,
    sessions,
    logged,
    unexpected,
    asked,
    secrets,
    past,
    gates,
    async topic(name) {
      const known = topics.get(name)?.at(-1);
      if (known !== undefined) return known;
      return await new Promise((resolve) => wanted.set(name, resolve));
    },
    listens: (name) => topics.get(name)?.length ?? 0,
    async client() {
      const client = await RawClient.ready(url);
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client[Symbol.asyncDispose]();
      const closed = new Promise((resolve) => http.close(resolve));
      await server.close();
      await closed;
      limits.close();
    },
  };
}

import { createServer } from 'node:http';
import type { ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { createCallEventSchema, createCallEvents, readCallEvent } from './call-event-schema.ts';
import { readKazooFrames } from './kazoo-frames.ts';
import { listeningPort } from './listening-port.ts';
import type { ServerOptions, ServerUnderTest } from './server-under-test.ts';

type Tools = ReturnType<YogaServerInstance<object, object>['getEnveloped']>;

/**
 * The recipe hands yoga's tools from `onSubscribe` to `execute` and `subscribe` in the root value.
 */
class RootValue {
  readonly tools: Tools;

  constructor(tools: Tools) {
    this.tools = tools;
  }

  static of({ rootValue }: ExecutionArgs): Tools {
    if (rootValue instanceof RootValue) return rootValue.tools;
    throw new TypeError('The operation was not prepared.');
  }
}

/**
 * The usual recipe: yoga with graphql-ws and createPubSub as in their documentation
 * (the-guild.dev/graphql/yoga-server, "Subscriptions"), and yoga's own SSE.
 */
export async function startYogaRecipe({ upstream }: ServerOptions): Promise<ServerUnderTest> {
  const callEvents = createCallEvents();
  let subscribers = 0;
  const schema = createCallEventSchema(() => {
    subscribers += 1;
    return callEvents.subscribe('callEvents');
  });
  const yoga = createYoga({ schema, graphiql: false, logging: false });
  const server = createServer(yoga);
  const webSockets = new WebSocketServer({ server, path: yoga.graphqlEndpoint, perMessageDeflate: false });
  useServer(
    {
      execute: (args) => RootValue.of(args).execute(args),
      subscribe: (args) => RootValue.of(args).subscribe(args),
      async onSubscribe(context, _id, params) {
        const { request, socket } = context.extra;
        const tools = yoga.getEnveloped({ ...context, req: request, socket, params });
        const args = {
          schema: tools.schema,
          operationName: params.operationName,
          document: tools.parse(params.query),
          variableValues: params.variables,
          contextValue: await tools.contextFactory(),
          rootValue: new RootValue(tools),
        };
        const errors = tools.validate(args.schema, args.document);
        return errors.length > 0 ? errors : args;
      },
      onDisconnect: () => {
        subscribers -= 1;
      },
    },
    webSockets,
  );
  await readKazooFrames(upstream, (data) => {
    const event = readCallEvent(data);
    if (event !== undefined) callEvents.publish('callEvents', event);
  });
  return { port: await listeningPort(server), subscribers: () => subscribers };
}

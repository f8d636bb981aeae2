import fastify from 'fastify';
import mercurius, { type PubSub } from 'mercurius';
import { createCallEventSchema, readCallEvent } from './call-event-schema.ts';
import { readKazooFrames } from './kazoo-frames.ts';
import type { ServerOptions, ServerUnderTest } from './server-under-test.ts';

const topic = 'CALL_EVENTS';

/** mercurius as its documentation has it ("Subscription support (simple)"). */
export async function startMercurius({ upstream }: ServerOptions): Promise<ServerUnderTest> {
  let subscribers = 0;
  const schema = createCallEventSchema<{ readonly pubsub: PubSub }>(({ pubsub }) => {
    subscribers += 1;
    return pubsub.subscribe(topic);
  });
  const app = fastify();
  await app.register(mercurius, { schema, subscription: true });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  await readKazooFrames(upstream, (data) => {
    const event = readCallEvent(data);
    if (event !== undefined) app.graphql.pubsub.publish({ topic, payload: event });
  });
  return { port: Number(new URL(url).port), subscribers: () => subscribers };
}

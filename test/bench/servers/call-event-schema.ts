import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import { DateTimeISOResolver, JSONResolver } from 'graphql-scalars';
import { createPubSub, createSchema, type PubSub } from 'graphql-yoga';
import { parseFrame } from '../../../src/kazoo/blackhole/blackhole-protocol.ts';
import { callEventFields } from '../../../src/kazoo/events/call-event-fields.ts';
import { eventId } from '../../../src/kazoo/events/kazoo-event.ts';

const schemaFile = new URL('../../../schema.graphql', import.meta.url);

/**
 * A call event as a plain object with the names of the schema, which graphql-js reads without
 * resolvers.
 */
export type CallEvent = Readonly<Record<string, unknown>>;

export type CallEvents = PubSub<{ callEvents: [CallEvent] }>;

export function createCallEvents(): CallEvents {
  // No limit to its listeners, or Node warns at the eleventh client.
  const eventTarget = new EventTarget();
  setMaxListeners(0, eventTarget);
  return createPubSub<{ callEvents: [CallEvent] }>({ eventTarget });
}

/** Reads a frame once for all clients. */
export function readCallEvent(data: unknown): CallEvent | undefined {
  const frame = parseFrame(String(data));
  if (frame?.kind !== 'event') return undefined;
  const fields = Object.entries(callEventFields).map(([name, read]) => [name, read(frame.data)]);
  const name = frame.name ?? 'unknown';
  return { id: eventId(name, frame.data), name, ...Object.fromEntries(fields) };
}

/** The gateway's own types, with the subscription field that everybody writes first. */
export function createCallEventSchema<Context>(
  subscribe: (context: Context) => AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>,
): GraphQLSchema {
  return createSchema<Context>({
    typeDefs: readFileSync(schemaFile, 'utf8'),
    resolvers: {
      Subscription: {
        callEvents: {
          subscribe: (_parent: unknown, _arguments: unknown, context: Context) => subscribe(context),
          resolve: (event: unknown) => event,
        },
      },
      Event: { __resolveType: () => 'CallEvent' },
      DateTime: DateTimeISOResolver,
      JSON: JSONResolver,
    },
  });
}

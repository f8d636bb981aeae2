import type { CallEventResolvers } from '../generated/resolvers.ts';
import { callEventFields } from '../kazoo/call-event-fields.ts';
import type { EventField, EventFields } from '../kazoo/event-field.ts';
import type { DeliveredEvent } from './delivered-event.ts';

type Projections<Fields extends EventFields> = {
  readonly [Name in keyof Fields]: (source: DeliveredEvent) => ReturnType<Fields[Name]>;
};

/** Resolvers that read each field from the event's data. They are plain and synchronous: order would be lost otherwise. */
function projections<Fields extends EventFields>(fields: Fields): Projections<Fields> {
  const resolvers = Object.entries(fields).map(([name, read]) => [name, projection(read)] as const);
  // fromEntries forgets which key had which reader.
  return Object.fromEntries(resolvers) as Projections<Fields>;
}

function projection(read: EventField): (source: DeliveredEvent) => unknown {
  return ({ event }) => read(event.data);
}

const commonFields = {
  id: ({ event }: DeliveredEvent) => event.id,
  name: ({ event }: DeliveredEvent) => event.name,
  accountId: ({ event }: DeliveredEvent) => event.accountId,
  binding: ({ event }: DeliveredEvent) => event.binding,
  receivedAt: ({ event }: DeliveredEvent) => event.receivedAt,
  cursor: ({ event }: DeliveredEvent) => event.cursor,
  gap: ({ gap }: DeliveredEvent) => gap,
  data: ({ event }: DeliveredEvent) => event.data,
} satisfies Record<string, (source: DeliveredEvent) => unknown>;

const callEvent: CallEventResolvers = { ...commonFields, ...projections(callEventFields) };

/** The types of events, by what their binding was for. */
export const eventResolvers = {
  Event: {
    __resolveType: ({ event }: DeliveredEvent) => (event.family === 'call' ? 'CallEvent' : 'UnknownEvent'),
  },
  CallEvent: callEvent,
  UnknownEvent: commonFields,
} as const;

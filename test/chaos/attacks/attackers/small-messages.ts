/** Sockets without a token that send small messages as fast as they are read. */
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';
import { floodFrom } from './flood.ts';

const kinds = {
  'subscribe without a token': (id) => [subscribe(id, 'subscription { callEvents { callId } }')],
  'subscribe and complete': (id) => [
    subscribe(id, 'subscription { callEvents { callId } }'),
    { type: 'complete', id: `${id}` },
  ],
  'a query of nothing': (id) => [subscribe(id, '{ __typename }')],
  ping: () => [{ type: 'ping' }],
} as const satisfies Record<string, (id: number) => readonly object[]>;

const options = z.object({
  url: z.string(),
  sockets: z.number(),
  messages: z.enum(Object.keys(kinds) as [keyof typeof kinds]),
});

function subscribe(id: number, query: string): object {
  return { type: 'subscribe', id: `${id}`, payload: { query } };
}

answerCalls({
  async attack(argument): Promise<void> {
    const { url, sockets, messages } = options.parse(argument);
    await floodFrom(sockets, url, undefined, kinds[messages]);
  },
});

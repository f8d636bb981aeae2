/** One user whose sockets send messages that cost much more than their bytes. */
import { z } from 'zod';
import { answerCalls } from '../../../bench/child-calls.ts';
import { floodFrom } from './flood.ts';

const badValues = Array.from({ length: 20_000 }, () => ({}));
const manyCalls = Array.from({ length: 8_000 }, (_, index) => `call-${index}`);
const filtered = 'subscription ($calls: [ID!]) { callEvents(filter: { callIds: $calls }) { callId } }';

const kinds = {
  'twenty thousand values that are wrong': (id) => [subscribe(id, badValues)],
  'a filter of eight thousand values': (id) => [
    subscribe(id, [`${id}`, ...manyCalls]),
    { type: 'complete', id: `${id}` },
  ],
  'a new filter each, and its end': (id) => [subscribe(id, [`${id}`]), { type: 'complete', id: `${id}` }],
} as const satisfies Record<string, (id: number) => readonly object[]>;

const options = z.object({
  url: z.string(),
  authToken: z.string(),
  sockets: z.number(),
  messages: z.enum(Object.keys(kinds) as [keyof typeof kinds]),
});

function subscribe(id: number, calls: readonly unknown[]): object {
  return { type: 'subscribe', id: `${id}`, payload: { query: filtered, variables: { calls } } };
}

answerCalls({
  async attack(argument): Promise<void> {
    const { url, authToken, sockets, messages } = options.parse(argument);
    await floodFrom(sockets, url, { authToken }, kinds[messages]);
  },
});

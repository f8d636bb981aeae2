import { iterateSubscription } from './iterate-subscription.ts';
import { isResumable } from './resumable-document.ts';
import { ResumingSubscription } from './resuming-subscription.ts';
import type { ResumableOptions, Sink, SubscribeRequest, SubscribingClient } from './subscribing-client.ts';

/**
 * Wraps a client of graphql-ws or graphql-sse so that its event subscriptions survive a lost
 * connection: every event comes exactly once and in order, or `onGap` is called. Use the result in
 * place of the client, also in the links and exchanges of Apollo Client and urql:
 *
 *     const plain = createClient({ url, retryAttempts: Infinity, shouldRetry: () => true });
 *     const client = resumable(plain, { onGap: reload });
 *     const calls = `subscription ($after: String) {
 *       callEvents(after: $after) { cursor callId }
 *     }`;
 *     client.subscribe({ query: calls }, sink);
 *
 * After a lost connection, a plain client subscribes again with the variables it was first given.
 * The wrapped client sends the last cursor it saw, of an event or of a ping, as `$after`. The
 * document must declare `$after: String`, pass it on as `after: $after`, and select `cursor`.
 * Queries, mutations and `streamStatus`, which has nothing to resume, pass through.
 *
 * `subscribe` and `iterate` throw a `TypeError` for a subscription that cannot be resumed.
 */
export function resumable<Client extends SubscribingClient>(
  client: Client,
  // biome-ignore lint/suspicious/noConsole: it is where graphql-ws, too, reports what nobody handles
  { onGap, onError = console.error }: ResumableOptions,
): Client {
  const subscribe = (request: SubscribeRequest, sink: Sink, ...options: unknown[]): (() => void) => {
    if (!isResumable(request.query)) return client.subscribe(request, sink, ...options);
    const subscription = new ResumingSubscription({ client, request, sink, options, onGap, onError });
    return () => subscription.stop();
  };
  const iterate = (request: SubscribeRequest, ...options: unknown[]): AsyncIterableIterator<unknown> =>
    iterateSubscription((sink) => subscribe(request, sink, ...options));

  return new Proxy(client, {
    get(target, name) {
      if (name === 'subscribe') return subscribe;
      if (name === 'iterate' && name in target) return iterate;
      const value: unknown = Reflect.get(target, name);
      // A method that uses private members must not be called on the proxy.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

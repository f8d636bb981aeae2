import { callApart } from './call-apart.ts';
import { iterateSubscription } from './iterate-subscription.ts';
import { field } from './result-field.ts';
import { isResumable } from './resumable-document.ts';
import { ResumingSubscription } from './resuming-subscription.ts';
import type { OnGap, ResumableOptions, Sink, SubscribeRequest, SubscribingClient } from './subscribing-client.ts';

/** What a subscription says for itself, in place of what `resumable` was given for all. */
export interface SubscriptionOptions {
  readonly onGap: OnGap;
}

/** A result, as graphql-ws and graphql-sse hand it to a subscription. */
export interface SubscriptionResult<Data, Extensions> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string }[];
  readonly extensions?: Extensions;
}

/** The client, whose subscriptions can also have an `onGap` of their own. */
export type Resumable<Client> = Client & {
  subscribe<Data = Record<string, unknown>, Extensions = unknown>(
    request: SubscribeRequest,
    sink: Sink<SubscriptionResult<Data, Extensions>>,
    options: SubscriptionOptions,
  ): () => void;
  iterate<Data = Record<string, unknown>, Extensions = unknown>(
    request: SubscribeRequest,
    options: SubscriptionOptions,
  ): AsyncIterableIterator<SubscriptionResult<Data, Extensions>>;
};

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
 * A subscription can have an `onGap` of its own, as `client.subscribe(request, sink, { onGap })`
 * and `client.iterate(request, { onGap })`.
 *
 * `subscribe` and `iterate` throw a `TypeError` for a subscription that cannot be resumed, and for
 * one without any `onGap`.
 */
export function resumable<Client extends SubscribingClient>(
  client: Client,
  // biome-ignore lint/suspicious/noConsole: it is where graphql-ws, too, reports what nobody handles
  { onGap: onEveryGap, onError = console.error }: ResumableOptions = {},
): Resumable<Client> {
  const subscribe = (request: SubscribeRequest, sink: Sink, ...options: unknown[]): (() => void) => {
    if (!isResumable(request.query)) return client.subscribe(request, sink, ...options);
    const ownOnGap = field(options[0], 'onGap');
    const onGap = isOnGap(ownOnGap) ? ownOnGap : onEveryGap;
    if (onGap === undefined) throw new TypeError('resumable: give `onGap`, here or for all.');
    const tell = (error: unknown): void => callApart(() => onError(error));
    const subscription = new ResumingSubscription({ client, request, sink, options, onGap, onError: tell });
    return () => subscription.stop();
  };
  const iterate = (request: SubscribeRequest, ...options: unknown[]): AsyncIterableIterator<unknown> =>
    iterateSubscription((sink) => subscribe(request, sink, ...options));

  const wrapped: unknown = new Proxy(client, {
    get(target, name) {
      if (name === 'subscribe') return subscribe;
      if (name === 'iterate' && name in target) return iterate;
      const value: unknown = Reflect.get(target, name);
      // A method that uses private members must not be called on the proxy.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return wrapped as Resumable<Client>;
}

function isOnGap(value: unknown): value is OnGap {
  return typeof value === 'function';
}

import type { Sink } from './subscribing-client.ts';

/**
 * Subscribes immediately, and queues results until they are read. Leaving the loop ends the
 * subscription.
 */
export function iterateSubscription(subscribe: (sink: Sink) => () => void): AsyncIterableIterator<unknown> {
  const results: unknown[] = [];
  let end: { readonly error?: unknown } | undefined;
  let wake = (): void => undefined;
  const stop = subscribe({
    next(result) {
      results.push(result);
      wake();
    },
    error(error) {
      end = { error };
      wake();
    },
    complete() {
      end ??= {};
      wake();
    },
  });

  async function* read(): AsyncGenerator<unknown, undefined> {
    for (;;) {
      while (results.length > 0) yield results.shift();
      if (end !== undefined) {
        if ('error' in end) throw end.error;
        return undefined;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  const iterator = read();
  const finish = iterator.return.bind(iterator);
  // Not in a `finally`: a generator that is returned before its first `next()` runs none of its code.
  iterator.return = (value) => {
    stop();
    return finish(value);
  };
  return iterator;
}

import type { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { AccountSocket } from './account-socket.ts';

/** The most bindings that one command asks for: Kazoo's reply repeats all that a socket holds. */
export const maxListedBindings = 100;

type Socket = Pick<AccountSocket, 'subscribe' | 'subscribeAll'>;

/**
 * Subscribes all of the bindings, at most a hundred with one command where `takesLists`, and one by
 * one where it is not so, or where Kazoo refuses the list. Resolves with the first error, after
 * which no more is asked; undefined when Kazoo confirmed them all.
 *
 * @param takesLists whether the socket leads to Kazoo 5, or probably does so
 * @param onConfirmed called synchronously with Kazoo's reply
 */
export async function subscribeTogether(
  socket: Socket,
  bindings: readonly Binding[],
  takesLists: boolean,
  onConfirmed: (binding: Binding) => void = () => undefined,
): Promise<GatewayError | undefined> {
  if (!takesLists) return subscribeEach(socket, bindings, onConfirmed);
  for (let from = 0; from < bindings.length; from += maxListedBindings) {
    const list = bindings.slice(from, from + maxListedBindings);
    const error = await subscribeList(socket, list, onConfirmed);
    if (error !== undefined) return error;
  }
  return undefined;
}

async function subscribeList(
  socket: Socket,
  list: readonly Binding[],
  onConfirmed: (binding: Binding) => void,
): Promise<GatewayError | undefined> {
  const error = await socket.subscribeAll(list, () => {
    for (const binding of list) onConfirmed(binding);
  });
  // Whatever Kazoo refused of it, it took nothing.
  return error?.code === 'BINDING_REJECTED' ? subscribeEach(socket, list, onConfirmed) : error;
}

async function subscribeEach(
  socket: Socket,
  bindings: readonly Binding[],
  onConfirmed: (binding: Binding) => void,
): Promise<GatewayError | undefined> {
  const outcomes = bindings.map((binding) => socket.subscribe(binding, () => onConfirmed(binding)));
  return (await Promise.all(outcomes)).find((error) => error !== undefined);
}

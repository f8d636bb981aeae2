import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import { isRecord } from '../crossbar/crossbar-value.ts';

/** The first word of presence bindings, which the endpoint leaves out and subscribing needs. */
const presence = 'presence';

/**
 * Words with dots between them. Names and descriptions, which the list may also hold, are not
 * bindings.
 */
const bindingForm = /^[^\s.]+(?:\.[^\s.]+)+$/;

/**
 * Resolves with the bindings that Kazoo's configuration offers, such as
 * `call.CHANNEL_CREATE.{CALL_ID}`, which can be subscribed once the braces are filled in. Needs no
 * token. Kazoo may still refuse a listed binding whose module does not run.
 */
export async function fetchBindingCatalog(crossbar: Crossbar, clientInfo: ClientInfo = {}): Promise<readonly string[]> {
  const { data } = await crossbar.request('GET', '/websockets', { clientInfo });
  if (!isRecord(data) && !Array.isArray(data)) {
    throw new GatewayError('UPSTREAM_UNAVAILABLE', 'The Kazoo API did not list its bindings.');
  }
  const modules = isRecord(data) ? Object.entries(data) : [['', data] as const];
  return [...new Set(modules.flatMap(([module, listed]) => bindingsOf(module, listed)))];
}

function bindingsOf(module: string, listed: unknown): readonly string[] {
  return textsOf(listed)
    .filter((text) => bindingForm.test(text))
    .map((binding) =>
      module === presence && !binding.startsWith(`${presence}.`) ? `${presence}.${binding}` : binding,
    );
}

function textsOf(listed: unknown): readonly string[] {
  if (typeof listed === 'string') return [listed];
  if (Array.isArray(listed)) return listed.flatMap(textsOf);
  return isRecord(listed) ? Object.values(listed).flatMap(textsOf) : [];
}

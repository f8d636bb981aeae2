import { GatewayError } from '../../errors.ts';
import type { ClientInfo } from '../client-info.ts';
import type { Crossbar } from '../crossbar/crossbar.ts';
import { isRecord } from '../crossbar/crossbar-value.ts';

/** The endpoint lists the bindings of presence without the word that subscribing to them needs. */
const presence = 'presence';

/** A binding is words with dots between; what else may stand in the list (names, descriptions) is none. */
const bindingForm = /^[^\s.]+(?:\.[^\s.]+)+$/;

/**
 * Resolves with the bindings Kazoo's configuration offers, such as `call.CHANNEL_CREATE.{CALL_ID}`, ready to subscribe once the
 * braces are filled in. Needs no token. A binding on the list may still be refused: its module need not be running.
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

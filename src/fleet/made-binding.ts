import { type Binding, parseBinding } from '../kazoo/blackhole/binding.ts';

/** No binding of Kazoo's has a slash: no client can ask for what begins so. */
const prefix = 'made/';

/** The binding of what the gateway itself makes of an account's events, shared as those are. */
export function madeBinding(name: string): Binding {
  const text = `${prefix}${name}`;
  return { text, subscribedKey: text, family: 'other' };
}

export function isMade(bindingText: string): boolean {
  return bindingText.startsWith(prefix);
}

/** Reads a binding of a fleet's log; undefined for what no instance of this version writes. */
export function readBinding(text: string): Binding | undefined {
  try {
    return isMade(text) ? madeBinding(text.slice(prefix.length)) : parseBinding(text);
  } catch {
    return undefined;
  }
}

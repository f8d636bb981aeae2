import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';

/** What a socket was sent for its bindings, where that is not their own text. */
export class SentBindings {
  /** By the text of the binding. */
  readonly #sentTexts = new Map<string, string>();
  /** The `subscribedKey` of the binding, by the one in the socket's frames. */
  readonly #subscribedKeys = new Map<string, string>();

  /** Kazoo confirmed `sentText`, by which its frames will name the binding. */
  add({ text, subscribedKey }: Binding, sentText: string): void {
    if (sentText === text) return;
    this.#sentTexts.set(text, sentText);
    this.#subscribedKeys.set(sentText, subscribedKey);
  }

  /** Returns what was sent for the binding, and forgets it: it is given up. */
  take({ text }: Binding): string {
    const sentText = this.#sentTexts.get(text) ?? text;
    this.#sentTexts.delete(text);
    this.#subscribedKeys.delete(sentText);
    return sentText;
  }

  /** Hot: once per frame. Returns the event under the key of its binding. */
  withOwnKey(event: BlackholeEvent): BlackholeEvent {
    const subscribedKey = this.#subscribedKeys.get(event.subscribedKey);
    return subscribedKey === undefined ? event : { ...event, subscribedKey };
  }
}

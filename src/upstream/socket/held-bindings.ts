import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { BlackholeEvent } from '../../kazoo/blackhole/blackhole-protocol.ts';
import { shareCount } from '../../kazoo/blackhole/kazoo-5-binding.ts';

interface Held {
  readonly binding: Binding;
  /** What the socket was sent for it, by which its frames name it. */
  readonly sentText: string;
}

/** What a socket holds, or may hold, of Kazoo. */
export class HeldBindings {
  /** By the text of the binding. */
  readonly #held = new Map<string, Held>();
  /** The `subscribedKey` of the binding, by the other one that the socket's frames have. */
  readonly #subscribedKeys = new Map<string, string>();

  /** The socket is sent `sentText` for the binding. */
  add(binding: Binding, sentText: string): void {
    const { text, subscribedKey } = binding;
    this.#held.set(text, { binding, sentText });
    if (sentText !== text) this.#subscribedKeys.set(sentText, subscribedKey);
  }

  /** Forgets a binding that is refused or given up, and returns what the socket was sent for it. */
  delete({ text }: Binding): string {
    const sentText = this.#held.get(text)?.sentText ?? text;
    this.#held.delete(text);
    this.#subscribedKeys.delete(sentText);
    return sentText;
  }

  /** Whether Kazoo 5 would take another binding of the socket away together with this one. */
  isCountedWithOthers(binding: Binding): boolean {
    for (const other of this.#held.values()) if (shareCount(binding, other.binding)) return true;
    return false;
  }

  /** Hot: once per frame. Returns the event under the key of its binding. */
  withOwnKey(event: BlackholeEvent): BlackholeEvent {
    const subscribedKey = this.#subscribedKeys.get(event.subscribedKey);
    return subscribedKey === undefined ? event : { ...event, subscribedKey };
  }
}

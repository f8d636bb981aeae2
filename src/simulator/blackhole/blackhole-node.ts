import type { JsonObject } from '../json.ts';
import { stringAt } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import { matches } from './bindings/amqp-key.ts';
import type { InternalKey } from './bindings/client-binding.ts';
import { amqpPatternOf, callListener } from './bindings/client-binding.ts';
import { breaksEncoder, eventData } from './event-data.ts';

/**
 * A message on its way to blackhole. Calls arrive through a hook per account and event, all others
 * through AMQP.
 */
export interface RoutedMessage {
  readonly routingKey: string;
  readonly hook?: { readonly accountId: string; readonly event: string };
  readonly payload: JsonObject;
}

/** A socket as the node sees it. */
export interface Subscriber {
  readonly heldKeys: readonly InternalKey[];
  deliver(frame: string): void;
  /** The event could not be encoded: the socket closes with 1011. */
  crash(): void;
}

/**
 * What all sockets of one blackhole share: the counted listeners. Counts belong to the node and not
 * to a socket, so one stray unsubscribe silences everybody (protocol.md "Unsubscribe is
 * dangerous").
 */
export class BlackholeNode {
  readonly #behaviour: KazooBehaviour;
  readonly #listeners = new Map<string, number>();
  readonly #subscribers = new Set<Subscriber>();
  /** The words of the AMQP patterns among the listeners. */
  readonly #amqpPatterns = new Map<string, readonly string[]>();
  #heldListeners: string[] | undefined;
  /** What killed sockets held: on Kazoo 5 it is looked up as if somebody still listened. */
  readonly #leftovers = new Map<string, InternalKey>();

  constructor(behaviour: KazooBehaviour) {
    this.#behaviour = behaviour;
  }

  /** Listener and its count; what has fallen to zero is not listed. */
  get listeners(): ReadonlyMap<string, number> {
    return this.#listeners;
  }

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  /**
   * The subscriber was killed: it hears no more, and what it held stays behind (protocol.md
   * "Unsubscribe is dangerous").
   */
  abandon(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    if (!this.#behaviour.prefersOwnAccount) return;
    for (const held of subscriber.heldKeys) this.#leftovers.set(held.pattern, held);
  }

  /** From now on what is retained has no effect until the returned function is called. */
  holdListeners(): () => void {
    this.#heldListeners ??= [];
    return () => {
      const held = this.#heldListeners ?? [];
      this.#heldListeners = undefined;
      for (const listener of held) this.retain(listener);
    };
  }

  retain(listener: string): void {
    if (this.#heldListeners !== undefined) {
      this.#heldListeners.push(listener);
      return;
    }
    this.#listeners.set(listener, (this.#listeners.get(listener) ?? 0) + 1);
    const pattern = amqpPatternOf(listener);
    if (pattern !== undefined) this.#amqpPatterns.set(listener, pattern.split('.'));
  }

  release(listener: string): void {
    const held = this.#heldListeners?.indexOf(listener) ?? -1;
    if (held >= 0) {
      this.#heldListeners?.splice(held, 1);
      return;
    }
    const count = this.#listeners.get(listener) ?? 0;
    if (count > 1) {
      this.#listeners.set(listener, count - 1);
      return;
    }
    this.#listeners.delete(listener);
    this.#amqpPatterns.delete(listener);
  }

  /**
   * Sends one frame for each matching internal key of each socket, and answers how many that were.
   */
  publish(message: RoutedMessage): number {
    const deliveries = this.#deliveries(message);
    if (deliveries === 0) return 0;
    const key = message.routingKey.split('.');
    const broken = breaksEncoder(message.payload);
    const data = broken ? {} : eventData(message.payload, this.#behaviour.keepsDeliverToPid);
    const name = stringAt(data, 'event_name');
    const nameMember = name === undefined ? '' : `"name":${JSON.stringify(name)},`;
    const tail = `${nameMember}"routing_key":${JSON.stringify(message.routingKey)},"data":${JSON.stringify(data)}}`;
    const isMatched = this.#hearingOf(key);
    let frames = 0;
    for (const subscriber of [...this.#subscribers]) {
      const matching = subscriber.heldKeys.filter(isMatched);
      if (broken && matching.length > 0) {
        subscriber.crash();
        continue;
      }
      for (const { clientBinding, pattern } of inOrderOfDelivery(matching)) {
        const keys = `"subscribed_key":${JSON.stringify(clientBinding)},"subscription_key":${JSON.stringify(pattern)}`;
        const head = `{"action":"event",${keys},`;
        for (let delivery = 0; delivery < deliveries; delivery += 1) {
          subscriber.deliver(head + tail);
          frames += 1;
        }
      }
    }
    return frames;
  }

  /**
   * Which keys hear an event. Kazoo 5 looks for subscribers of the event's own account first, and
   * asks those of every account only when there are none (kazoo-5.md section 4).
   */
  #hearingOf(key: readonly string[]): (held: InternalKey) => boolean {
    const hears = (held: InternalKey) => matches(held.words, key);
    const account = accountWordOf(key);
    if (!this.#behaviour.prefersOwnAccount || account === undefined) return hears;
    const hearsAsOwn = (held: InternalKey) => held.words[account] !== '*' && hears(held);
    const isOwned =
      [...this.#leftovers.values()].some(hearsAsOwn) ||
      [...this.#subscribers].some((subscriber) => subscriber.heldKeys.some(hearsAsOwn));
    return isOwned ? hearsAsOwn : hears;
  }

  // The hook of the account and the one of `*` each hand the event on, to everybody (scene 2.10). AMQP
  // delivers once to the node, however many of its bindings match (scene 4.6).
  #deliveries({ hook, routingKey }: RoutedMessage): number {
    if (hook !== undefined) {
      if (this.#behaviour.hearsEveryCall) return 1;
      const hooks = [callListener(hook.accountId, hook.event), callListener('*', hook.event)];
      return hooks.filter((listener) => this.#listeners.has(listener)).length;
    }
    const key = routingKey.split('.');
    for (const words of this.#amqpPatterns.values()) {
      if (matches(words, key)) return 1;
    }
    return 0;
  }
}

// Of documents nobody can ask for every account (scene 4.4 of 5.transcript), so that the rest makes no difference.
function accountWordOf([family, kind]: readonly string[]): number | undefined {
  if (family === 'call') return 1;
  return family === 'fax' && kind === 'status' ? 2 : undefined;
}

// Kazoo's order is that of its binding tables; recorded are the narrower pattern first and, for equal ones, the later
// subscribe first (scenes 3.5, 3.11, 4.2, 4.3).
function inOrderOfDelivery(keys: readonly InternalKey[]): readonly InternalKey[] {
  return keys.toReversed().sort((a, b) => wildcards(a.pattern) - wildcards(b.pattern));
}

function wildcards(pattern: string): number {
  return pattern.split('.').filter((word) => word === '*' || word === '#').length;
}

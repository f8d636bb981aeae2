import type { GatewayError } from '../../../src/errors.ts';
import type { SourceRegistry } from '../../../src/fleet/source/source-registry.ts';
import type { Binding } from '../../../src/kazoo/blackhole/binding.ts';
import { routingMatcher } from '../../../src/kazoo/blackhole/routing.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { EventClock } from '../../../src/upstream/history/event-clock.ts';
import { closeGap } from '../../../src/upstream/history/gap.ts';
import { Histories } from '../../../src/upstream/history/histories.ts';
import { StatusStore } from '../../../src/upstream/status-store.ts';
import type { TopicListener } from '../../../src/upstream/topics/topic-listener.ts';

export const limits = { maxEvents: 10_000, maxBytes: 10_000_000, maxAgeMs: 300_000, maxTotalBytes: 100_000_000 };

/** The own connections of an instance, to a Kazoo that the test plays. */
export class SourceDouble implements SourceRegistry {
  readonly statuses = new StatusStore();
  readonly sockets = { own: 0, shared: 0 };
  readonly carriedAccounts = 0;
  readonly historyBytes = 0;
  readonly clock = new EventClock();
  readonly histories = new Histories(limits);
  readonly listening = new Map<TopicListener, { readonly accountId: string; readonly binding: Binding }>();
  /** By binding, with what Kazoo fails at it. */
  readonly failures = new Map<string, GatewayError>();
  /** The bindings that were asked for, one after another. */
  readonly asked: string[] = [];
  followers = 0;
  isDead = false;
  eventSize = 100;
  /** For how long what Kazoo sends is under way. */
  lagMs = 0;

  get cursor(): string {
    return this.clock.cursorOf(this.clock.present());
  }

  listenForFollowers(accountId: string, binding: Binding, listener: TopicListener) {
    let confirmation: NodeJS.Timeout | undefined;
    this.asked.push(binding.text);
    const live = new Promise<void>((resolve, reject) => {
      confirmation = setTimeout(() => {
        const failure = this.failures.get(binding.text);
        if (failure !== undefined) {
          reject(failure);
          return;
        }
        this.listening.set(listener, { accountId, binding });
        this.statuses.set(accountId, { state: 'LIVE', reason: null, attempt: 0, retryAt: null });
        resolve();
      }, 50);
    });
    const unsubscribe = (): void => {
      clearTimeout(confirmation);
      this.listening.delete(listener);
    };
    return { live, unsubscribe };
  }

  follow() {
    this.followers += 1;
    return () => {
      this.followers -= 1;
    };
  }

  rollMonthOver() {}

  noteRealm() {}

  close() {
    this.histories.close();
  }

  /** What Kazoo sends over each connection. */
  bring(accountId: string, number: number, name = 'CHANNEL_CREATE'): void {
    if (this.lagMs === 0) this.#bring(accountId, number, name);
    else setTimeout(() => this.isDead || this.#bring(accountId, number, name), this.lagMs);
  }

  #bring(accountId: string, number: number, name: string): void {
    const time = this.clock.next();
    const routing = ['call', accountId, name, `c${number}`];
    for (const [listener, wanted] of this.listening) {
      if (wanted.accountId !== accountId || !isMeant(wanted.binding, routing)) continue;
      const event: KazooEvent = {
        id: `${name}-${number}`,
        name,
        accountId,
        binding: wanted.binding.text,
        family: 'call',
        routing,
        receivedAt: new Date(),
        cursor: this.clock.cursorOf(time),
        data: { number },
        owners: [],
        size: this.eventSize,
      };
      listener.onEvent(event);
    }
  }

  /** The connection was lost for a while and is back; or a month has begun. */
  miss(
    accountId: string,
    from: Date,
    reason: 'UPSTREAM_DISCONNECTED' | 'MONTH_TURNED' = 'UPSTREAM_DISCONNECTED',
  ): void {
    for (const [listener, wanted] of this.listening) {
      if (wanted.accountId !== accountId) continue;
      listener.onGap(closeGap({ from, reason, certain: reason !== 'MONTH_TURNED' }));
    }
  }
}

/** Of other families everything counts as meant. */
function isMeant(binding: Binding, routing: readonly string[]): boolean {
  return binding.family !== 'call' || routingMatcher(binding)(routing, 'call');
}

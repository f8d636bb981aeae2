import { GatewayError } from '../errors.ts';
import { type Binding, isOfRealm } from '../kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../kazoo/events/kazoo-event.ts';
import type { Account } from '../kazoo/requests/accounts.ts';
import { RealmWatch } from './realm-watch.ts';
import { isMonthly, type Renewal } from './topics/month-rollover.ts';
import type { TopicListener } from './topics/topic-listener.ts';
import { type TopicSubscription, Upstream, type UpstreamOptions } from './upstream.ts';
import { StatusStore } from './upstream-status.ts';

/** Makes an account's upstream; everything but who the account is, is the same for all. */
export interface UpstreamSettings extends Omit<UpstreamOptions, 'accountId' | 'onIdle' | 'statuses'> {
  /** Of one account, those that linger included. Default: any number. */
  readonly maxTopics?: number;
  readonly onTooManyTopics?: () => void;
}

/** The upstream of each account that somebody listens to. */
export class UpstreamRegistry {
  readonly statuses = new StatusStore();
  readonly #settings: UpstreamSettings;
  readonly #byAccount = new Map<string, Upstream>();
  readonly #realms = new RealmWatch();
  #closedWith: GatewayError | undefined;

  constructor(settings: UpstreamSettings) {
    this.#settings = settings;
  }

  get accounts(): number {
    return this.#byAccount.size;
  }

  get topics(): number {
    return this.#sum(({ topics }) => topics);
  }

  get liveTopics(): number {
    return this.#sum(({ liveTopics }) => liveTopics);
  }

  /** The present moment as a cursor: everything received later comes after it. */
  get cursor(): string {
    const { clock } = this.#settings;
    return clock.cursorOf(clock.present());
  }

  /**
   * Joins the topic of `binding`. The first listener subscribes it at Kazoo; once the last has left, it is unsubscribed after
   * a linger. Whether that can be done, `live` tells: it rejects with `TOO_MANY_SUBSCRIPTIONS` beyond the account's limit, and
   * after `close` with the error given there.
   */
  listen(accountId: string, binding: Binding, listener: TopicListener, client: string): TopicSubscription {
    if (this.#closedWith !== undefined) return refused(this.#closedWith);
    let upstream = this.#byAccount.get(accountId);
    if (upstream === undefined) {
      upstream = new Upstream({
        ...this.#settings,
        accountId,
        statuses: this.statuses,
        onIdle: () => this.#byAccount.delete(accountId),
      });
      this.#byAccount.set(accountId, upstream);
    }
    const { maxTopics = Number.POSITIVE_INFINITY, onTooManyTopics } = this.#settings;
    if (upstream.topics < maxTopics || upstream.hasTopic(binding)) return upstream.listen(binding, listener, client);
    onTooManyTopics?.();
    return refused(
      new GatewayError(
        'TOO_MANY_SUBSCRIPTIONS',
        `There are too many subscriptions: Kazoo is asked for at most ${maxTopics} different things of one account.`,
      ),
    );
  }

  /**
   * What listeners of `bindings` missed after the cursor, oldest first.
   *
   * @throws `CURSOR_EXPIRED` when that is not known completely; `BAD_USER_INPUT` when the text is not an event cursor.
   */
  since(cursor: string, accountId: string, bindings: readonly Binding[]): readonly KazooEvent[] {
    const time = this.#settings.clock.read(cursor);
    if (time === undefined) {
      throw new GatewayError(
        'BAD_USER_INPUT',
        `${JSON.stringify(cursor.slice(0, 64))} is not an event cursor. Take "after" from the cursor of an event, ` +
          'a snapshot or a ping; the endCursor of a page is for lists.',
      );
    }
    const missed = time === 'foreign' ? undefined : this.#byAccount.get(accountId)?.since(time, bindings);
    if (missed !== undefined) return missed;
    throw new GatewayError(
      'CURSOR_EXPIRED',
      'What happened after this cursor is not known completely any more. Load what you show afresh, and subscribe without "after".',
    );
  }

  /** The month has turned, or may have: month bindings are subscribed anew, and the old ones shed in the end (events.md section 10). */
  rollMonthOver({ lostSinceMs, isLast }: Omit<Renewal, 'atMs'>): void {
    for (const upstream of this.#byAccount.values()) {
      upstream.renew(isMonthly, new Date(lostSinceMs), 'MONTH_TURNED');
      if (isLast) upstream.replaceSocket(isMonthly);
    }
  }

  /** Kazoo said, asked at `askedAt`, what realm an account has: if it had another, its presence bindings are dead, or have become another account's. */
  noteRealm(account: Pick<Account, 'id' | 'realm'>, askedAt: Date): void {
    const changedSince = this.#realms.changedSince(account, askedAt);
    if (changedSince !== undefined) this.#byAccount.get(account.id)?.startAfresh(isOfRealm, changedSince);
  }

  /**
   * Ends every topic with `error`, closes all sockets and the gate. Whoever listens from now on is refused with `error`.
   * Idempotent.
   */
  close(error: GatewayError): void {
    this.#closedWith ??= error;
    this.#settings.gate.close();
    for (const upstream of this.#byAccount.values()) upstream.close(error);
    this.#byAccount.clear();
  }

  #sum(count: (upstream: Upstream) => number): number {
    return [...this.#byAccount.values()].reduce((sum, upstream) => sum + count(upstream), 0);
  }
}

function refused(error: GatewayError): TopicSubscription {
  const live = Promise.reject(error);
  // Whoever waits for it is told; here it only must not count as unhandled.
  live.catch(() => undefined);
  return { live, unsubscribe: () => undefined };
}

import type { GatewayError } from '../errors.ts';
import { type Binding, isOfRealm } from '../kazoo/blackhole/binding.ts';
import { wallTimeMs } from '../kazoo/blackhole/losses/wall-time.ts';
import type { PublicData } from '../kazoo/events/public-data.ts';
import type { Account } from '../kazoo/requests/accounts.ts';
import type { BackoffOptions } from '../scheduling/backoff.ts';
import { type AccountOverview, type AccountView, nothingFollowed } from './account-view.ts';
import type { CarriersOptions } from './carriers/carriers.ts';
import { ResellerSockets } from './carriers/reseller-sockets.ts';
import { Followers } from './followers.ts';
import { AccountEvents } from './history/account-events.ts';
import { AccountHistory, type MissedEvent, type RememberedLoss } from './history/account-history.ts';
import { cursorExpired, notACursor } from './history/cursor-expired.ts';
import type { CursorTime, EventClock } from './history/event-clock.ts';
import type { Histories } from './history/histories.ts';
import { MadeEvents } from './history/made-events.ts';
import { RealmWatch } from './realm-watch.ts';
import { AccountSocket } from './socket/account-socket.ts';
import type { ConnectionGate } from './socket/connection-gate.ts';
import { OwnSockets } from './socket/own-sockets.ts';
import type { TokenSource } from './socket/token-source.ts';
import { StatusStore } from './status-store.ts';
import { isMonthly, type Renewal } from './topics/month-rollover.ts';
import { rememberSuspicions, SuspectBindings } from './topics/suspect-bindings.ts';
import type { TopicListener } from './topics/topic-listener.ts';
import { refusedSubscription, type TopicSubscription, tooManyTopics } from './topics/topic-subscription.ts';
import { Upstream } from './upstream.ts';
import type { UpstreamObserver } from './upstream-observer.ts';

export interface UpstreamRegistryOptions {
  readonly connect: CarriersOptions['connect'];
  readonly tokens: TokenSource;
  /** How often a subscribe that gets no reply is sent before it counts as failed. */
  readonly maxUnansweredSubscribes: number;
  /** Closed with the registry. */
  readonly gate: ConnectionGate;
  readonly backoff: BackoffOptions;
  /** How long after Kazoo's reply to a subscribe an event may still be missed. */
  readonly bindingLagMs: number;
  readonly clock: EventClock;
  readonly publicData: PublicData;
  /** Closed with the registry. */
  readonly histories: Histories;
  readonly lingerMs: number;
  readonly subscribeTimeoutMs: number;
  /** The most topics of one account that somebody may listen to. Default: no limit. */
  readonly maxTopics?: number;
  /** The most accounts below a reseller that share one of its sockets. */
  readonly maxAccountsPerSocket: number;
  readonly observer: UpstreamObserver;
}

/** Holds the upstream of each account that somebody listens to. */
export class UpstreamRegistry {
  readonly statuses = new StatusStore();
  readonly #options: UpstreamRegistryOptions;
  readonly #byAccount = new Map<string, Upstream>();
  readonly #realms = new RealmWatch();
  readonly #suspicions = rememberSuspicions();
  readonly #resellerSockets: ResellerSockets;
  #closedWith: GatewayError | undefined;

  constructor(options: UpstreamRegistryOptions) {
    this.#options = options;
    this.#resellerSockets = new ResellerSockets({ ...options, maxAccounts: options.maxAccountsPerSocket });
  }

  /** How many sockets are open: of single accounts, and of resellers. */
  get sockets(): Readonly<Record<'own' | 'shared', number>> {
    return { own: this.#sum(({ hasOwnSocket }) => Number(hasOwnSocket)), shared: this.#resellerSockets.sockets };
  }

  /** How many accounts share the sockets of resellers. */
  get carriedAccounts(): number {
    return this.#sum(({ carriedBy }) => Number(carriedBy !== undefined));
  }

  get accounts(): number {
    return this.#byAccount.size;
  }

  get topics(): number {
    return this.#sum(({ topics }) => topics);
  }

  get completeTopics(): number {
    return this.#sum(({ completeTopics }) => completeTopics);
  }

  /** The bytes of the events that are kept of all accounts, and of what recognises their copies. */
  get historyBytes(): number {
    return this.#options.histories.bytes;
  }

  /** How each cursor begins that is known here. */
  get cursorStart(): string {
    return this.#options.clock.cursorStart;
  }

  /** The present moment as a cursor: everything received later comes after it. */
  get cursor(): string {
    const { clock } = this.#options;
    return clock.cursorOf(clock.present());
  }

  /**
   * Joins the topic of `binding`. The first listener subscribes it at Kazoo; once the last has
   * left, it is unsubscribed after a linger. `live` rejects with `TOO_MANY_SUBSCRIPTIONS` beyond
   * the account's limit, with `BINDING_REJECTED` for a while after Kazoo has failed at the binding
   * twice, and after `close` with the error given there.
   *
   * @param via the reseller whose stream wants a call topic of this account below it: while all who
   *   listen come by resellers, the account shares a socket that a reseller's token opens. Default:
   *   the listener follows the account by itself, which gets a socket of its own
   */
  listen(
    accountId: string,
    binding: Binding,
    listener: TopicListener,
    client: string,
    via?: string,
  ): TopicSubscription {
    return this.#admit(accountId, binding, (upstream) => upstream.listen(binding, listener, client, via));
  }

  /**
   * Counts one who follows the account as `listen` does, without a topic. Returns the undo, which
   * is idempotent.
   */
  follow(accountId: string, via: string | undefined): () => void {
    return this.#closedWith === undefined ? this.#upstreamOf(accountId).follow(via) : () => undefined;
  }

  /**
   * Joins a topic as `listen` does, for all who `follow` the account while it is joined: they may
   * change. Where the events come from is chosen for them, so that one must follow before.
   */
  listenForFollowers(accountId: string, binding: Binding, listener: TopicListener, client: string): TopicSubscription {
    return this.#admit(accountId, binding, (upstream) => upstream.listenForFollowers(binding, listener, client));
  }

  /**
   * What listeners of `bindings` missed after the cursor, oldest first, read while it is iterated.
   *
   * @throws `CURSOR_EXPIRED` when that is not known completely; `BAD_USER_INPUT` when the text is
   *   not an event cursor.
   */
  since(cursor: string, accountId: string, bindings: readonly Binding[]): Iterable<MissedEvent> {
    const missed = this.sinceIfKnown(cursor, accountId, bindings);
    if (missed !== undefined) return missed;
    throw cursorExpired();
  }

  /** Opens a log for what the gateway itself makes of events; whoever opens it must close it. */
  openLog(): MadeEvents {
    const { clock, histories } = this.#options;
    return new MadeEvents(clock, histories.open());
  }

  /** What `since` returns; undefined where it would throw `CURSOR_EXPIRED`. */
  sinceIfKnown(cursor: string, accountId: string, bindings: readonly Binding[]): Iterable<MissedEvent> | undefined {
    const time = this.#timeOf(cursor);
    return time === 'foreign' ? undefined : this.#byAccount.get(accountId)?.since(time, bindings);
  }

  /** What is known of an account and one of its topics; it opens neither. */
  view(accountId: string, binding: Binding): AccountView {
    return this.#byAccount.get(accountId)?.view(binding) ?? nothingFollowed;
  }

  /** All accounts that are followed, read while it is iterated. */
  *overviews(): Iterable<AccountOverview> {
    for (const { overview } of this.#byAccount.values()) yield overview;
  }

  /** Undefined when no possible loss of the account is remembered, or the cursor is not ours. */
  rememberedLoss(cursor: string, accountId: string): RememberedLoss | undefined {
    const time = this.#options.clock.read(cursor);
    return typeof time === 'number' ? this.#byAccount.get(accountId)?.rememberedLoss(time) : undefined;
  }

  /**
   * Returns when the text has the form of an event cursor, whether or not its time is known.
   *
   * @throws `BAD_USER_INPUT` when it has not.
   */
  checkCursor(cursor: string): void {
    this.#timeOf(cursor);
  }

  /**
   * Subscribes month bindings once more, since a month has begun, or may have. After the last
   * renewal the bindings to the past month are released with their socket (events.md section 10).
   */
  rollMonthOver({ lostSinceMs, isLast }: Omit<Renewal, 'atMs'>): void {
    for (const { renewal } of this.#byAccount.values()) {
      renewal.renew(isMonthly, new Date(lostSinceMs), 'MONTH_TURNED');
      if (isLast) renewal.replaceSocket(isMonthly);
    }
  }

  /**
   * Notes the realm that an account has, by what Kazoo answered when it was asked at `askedAtMs` of
   * `performance.now()`. If it had another one before, its presence bindings bring nothing any
   * more, or another account's events, and are subscribed on a fresh socket.
   */
  noteRealm(account: Pick<Account, 'id' | 'realm'>, askedAtMs: number): void {
    const changedSinceMs = this.#realms.changedSince(account, askedAtMs);
    if (changedSinceMs === undefined) return;
    const changedSince = new Date(wallTimeMs(changedSinceMs));
    this.#byAccount.get(account.id)?.renewal.startOver(isOfRealm, changedSince);
  }

  /**
   * Ends every topic with `error`, closes all sockets and the gate. Whoever listens from now on is
   * refused with `error`. Idempotent.
   */
  close(error: GatewayError): void {
    this.#closedWith ??= error;
    this.#options.gate.close();
    for (const upstream of this.#byAccount.values()) upstream.close(error);
    this.#options.histories.close();
    this.#byAccount.clear();
  }

  #timeOf(cursor: string): CursorTime | 'foreign' {
    const time = this.#options.clock.read(cursor);
    if (time !== undefined) return time;
    throw notACursor(cursor);
  }

  #admit(accountId: string, binding: Binding, listen: (upstream: Upstream) => TopicSubscription): TopicSubscription {
    if (this.#closedWith !== undefined) return refusedSubscription(this.#closedWith);
    const refusal = this.#suspectsOf(accountId).refusal(binding.text);
    if (refusal !== undefined) return refusedSubscription(refusal);
    const upstream = this.#upstreamOf(accountId);
    if (upstream.makeRoomFor(binding)) return listen(upstream);
    const { maxTopics = Number.POSITIVE_INFINITY, observer } = this.#options;
    observer.onTooManyTopics();
    return refusedSubscription(tooManyTopics(maxTopics));
  }

  #upstreamOf(accountId: string): Upstream {
    return this.#byAccount.get(accountId) ?? this.#create(accountId);
  }

  #create(accountId: string): Upstream {
    const { connect, tokens, maxUnansweredSubscribes, gate, backoff, clock, publicData, histories, observer } =
      this.#options;
    const { bindingLagMs, lingerMs, subscribeTimeoutMs, maxTopics = Number.POSITIVE_INFINITY } = this.#options;
    const socketOptions = { accountId, connect, tokens, maxUnansweredSubscribes, observer };
    const upstream: Upstream = new Upstream(
      {
        accountId,
        sources: {
          own: new OwnSockets(gate, (url, listener) => new AccountSocket(url, socketOptions, listener)),
          sharedWith: (resellerId) => this.#resellerSockets.sourceFor(resellerId, accountId),
        },
        followers: new Followers(),
        connectionTimes: { backoff, bindingLagMs },
        events: new AccountEvents(accountId, clock, publicData, new AccountHistory(histories.open()), (family) =>
          observer.onForeignFamily(accountId, family),
        ),
        clock,
        statuses: this.statuses,
        suspects: this.#suspectsOf(accountId),
        observer,
        maxTopics,
        lingerMs,
        subscribeTimeoutMs,
      },
      () => {
        if (this.#byAccount.get(accountId) === upstream) this.#byAccount.delete(accountId);
      },
    );
    this.#byAccount.set(accountId, upstream);
    return upstream;
  }

  #suspectsOf(accountId: string): SuspectBindings {
    return new SuspectBindings(accountId, this.#suspicions);
  }

  #sum(count: (upstream: Upstream) => number): number {
    return [...this.#byAccount.values()].reduce((sum, upstream) => sum + count(upstream), 0);
  }
}

import { type ErrorCode, GatewayError } from '../../errors.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../../upstream/topics/topic-subscription.ts';
import type { UpstreamRegistry } from '../../upstream/upstream-registry.ts';
import type { AccountEntry, AccountStatus } from '../entries/account-entry.ts';
import { readBinding } from '../made-binding.ts';

/** The upstreams of this instance's own connections to Kazoo, as a source uses them. */
export type SourceUpstreams = Pick<UpstreamRegistry, 'listenForFollowers' | 'follow' | 'statuses'>;

/** By the text of each binding that is wanted: the resellers whose streams want it. */
export type WantedBindings = ReadonlyMap<string, readonly string[]>;

interface SourceTopic {
  /** Undefined while something may be missed. */
  completeSince: Date | undefined;
  subscription: TopicSubscription;
}

/** In whose name Kazoo is asked: at the owner all instances want a binding alike. */
const client = 'fleet';
/** Before a subscription that failed is tried again; the connection has a pace of its own. */
const retryMs = 1_000;
/** Twice as long each time where Kazoo does not answer, up to this. */
const longestRetryMs = 30_000;
/** Kazoo confirms several bindings a second: one that does not follow the others may never come. */
const patienceMs = 3_000;
/** For what passes nobody loses a stream, on whichever instance, who had the binding before. */
const passingFailures: ReadonlySet<ErrorCode> = new Set(['UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'SHUTTING_DOWN']);
/** Stands for those who follow the account by itself. */
const byItself = '';

/**
 * What this instance's own connection to Kazoo tells of one account, as entries: for the log while
 * it owns the account, and for its own clients while it serves by itself.
 */
export class AccountSource {
  readonly #accountId: string;
  readonly #upstreams: SourceUpstreams;
  readonly #emit: (entry: AccountEntry) => void;
  readonly #topics = new Map<string, SourceTopic>();
  readonly #follows = new Map<string, () => void>();
  readonly #unwatch: () => void;
  readonly #onComplete: (() => void)[] = [];
  #patience: NodeJS.Timeout | undefined;
  /** The event that is being delivered: it comes once for each binding that it belongs to. */
  #delivered: { readonly event: KazooEvent; readonly bindings: string[] } | undefined;

  /**
   * @param emit called synchronously, in order; an event is emitted once, at the end of the turn or
   *   before what comes next
   */
  constructor(accountId: string, upstreams: SourceUpstreams, emit: (entry: AccountEntry) => void) {
    this.#accountId = accountId;
    this.#upstreams = upstreams;
    this.#emit = emit;
    this.#unwatch = upstreams.statuses.watch(accountId, ({ since, gap, ...status }) =>
      this.#tell({ kind: 'status', status }),
    );
  }

  /** How the connection is doing. */
  get status(): AccountStatus {
    const { since, gap, ...status } = this.#upstreams.statuses.get(this.#accountId);
    return status;
  }

  /** The bindings of which nothing is missed now; since a moment, if one is given. */
  completeBindings(until = new Date()): readonly string[] {
    const complete = [...this.#topics].filter(([, { completeSince }]) => completeSince && completeSince <= until);
    return complete.map(([binding]) => binding);
  }

  /** Of the bindings that are wanted, and not refused. */
  get size(): number {
    return this.#topics.size;
  }

  /** Whether everything that is wanted is complete. */
  get isComplete(): boolean {
    return [...this.#topics.values()].every(({ completeSince }) => completeSince !== undefined);
  }

  /**
   * Resolves when everything that is wanted is complete, or was refused; and where something is
   * complete, when nothing else becomes so for a while.
   */
  async untilComplete(): Promise<void> {
    if (this.isComplete) return;
    await new Promise<void>((resolve) => {
      this.#onComplete.push(resolve);
      this.#bePatient();
    });
  }

  /** Subscribes what is wanted by now, and gives up what is not. */
  want(wanted: WantedBindings): void {
    this.#follow(new Set([...wanted.values()].flatMap((via) => (via.length === 0 ? [byItself] : via))));
    for (const [binding, { subscription, completeSince }] of this.#topics) {
      if (wanted.has(binding)) continue;
      this.#topics.delete(binding);
      subscription.unsubscribe();
      if (completeSince !== undefined) this.#tell({ kind: 'end', binding });
    }
    for (const binding of wanted.keys()) if (!this.#topics.has(binding)) this.#listen(binding);
    if (this.isComplete) this.#endWaits();
  }

  /** Gives everything up, and emits nothing any more. */
  close(): void {
    this.#unwatch();
    this.#delivered = undefined;
    for (const { subscription } of this.#topics.values()) subscription.unsubscribe();
    this.#topics.clear();
    this.#tellComplete();
    this.#follow(new Set());
  }

  #follow(followers: ReadonlySet<string>): void {
    // New ones first: the account must not be left by all in between.
    for (const via of followers) {
      if (this.#follows.has(via)) continue;
      this.#follows.set(via, this.#upstreams.follow(this.#accountId, via === byItself ? undefined : via));
    }
    for (const [via, unfollow] of this.#follows) {
      if (followers.has(via)) continue;
      this.#follows.delete(via);
      unfollow();
    }
  }

  /** @param unanswered how often Kazoo was asked in vain */
  #listen(text: string, unanswered = 0): void {
    const binding = readBinding(text);
    if (binding === undefined) {
      this.#refuse(text, new GatewayError('BINDING_REJECTED', 'That is no binding that this gateway knows.'));
      return;
    }
    const listener: TopicListener = {
      onEvent: (event) => this.#onEvent(event),
      onGap: (gap) => this.#tell({ kind: 'gap', binding: text, gap }),
      onEnd: (error) => this.#refuse(text, error),
    };
    const subscription = this.#upstreams.listenForFollowers(this.#accountId, binding, listener, client);
    const topic: SourceTopic = { completeSince: undefined, subscription };
    this.#topics.set(text, topic);
    subscription.live.then(
      () => {
        if (this.#topics.get(text) !== topic) return;
        topic.completeSince = new Date();
        this.#tell({ kind: 'begin', binding: text });
        this.#tellComplete();
      },
      (error: unknown) => {
        if (this.#topics.get(text) !== topic) return;
        if (!(error instanceof GatewayError && passingFailures.has(error.code))) this.#refuse(text, error);
        else if (error.code === 'UPSTREAM_TIMEOUT') this.#listenLater(text, topic, unanswered + 1);
        else this.#listenLater(text, topic, 0);
      },
    );
  }

  /** What fails at once, as in a gateway that stops, would do so again and again. */
  #listenLater(text: string, topic: SourceTopic, unanswered: number): void {
    const waitMs = Math.min(retryMs * 2 ** Math.max(0, unanswered - 1), longestRetryMs);
    const retry = setTimeout(() => this.#listen(text, unanswered), waitMs);
    topic.subscription = { ...topic.subscription, unsubscribe: () => clearTimeout(retry) };
  }

  #onEvent(event: KazooEvent): void {
    if (this.#delivered?.event.cursor === event.cursor) {
      this.#delivered.bindings.push(event.binding);
      return;
    }
    this.#flush();
    this.#delivered = { event, bindings: [event.binding] };
    // All topics of the account get the event within one call, so that it is whole after it.
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (this.#delivered === undefined) return;
    const { event, bindings } = this.#delivered;
    this.#delivered = undefined;
    const { cursor, ...shared } = event;
    this.#emit({ kind: 'event', event: shared, bindings });
  }

  #tell(entry: AccountEntry): void {
    this.#flush();
    this.#emit(entry);
  }

  #tellComplete(): void {
    if (this.isComplete) this.#endWaits();
    else this.#bePatient();
  }

  #bePatient(): void {
    clearTimeout(this.#patience);
    if (this.#onComplete.length === 0 || this.completeBindings().length === 0) return;
    this.#patience = setTimeout(() => this.#endWaits(), patienceMs);
  }

  #endWaits(): void {
    clearTimeout(this.#patience);
    for (const resolve of this.#onComplete.splice(0)) resolve();
  }

  #refuse(binding: string, cause: unknown): void {
    this.#topics.delete(binding);
    this.#tellComplete();
    const error =
      cause instanceof GatewayError
        ? cause
        : new GatewayError('INTERNAL_SERVER_ERROR', 'The gateway failed at the subscription.', { cause });
    this.#tell({ kind: 'refused', binding, error });
  }
}

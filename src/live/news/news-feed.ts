import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { MissedEvent, RememberedLoss } from '../../upstream/history/account-history.ts';
import type { Gap } from '../../upstream/history/gap.ts';
import type { MadeEvents } from '../../upstream/history/made-events.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../../upstream/topics/topic-subscription.ts';
import type { LiveBudget, LiveShare } from '../live-budget.ts';
import { SharedLife } from '../shared-life.ts';
import type { News, NewsEvent, NewsMaker, NewsTeller } from './news.ts';

export interface NewsFeedOptions<Content> {
  readonly accountId: string;
  /** Brings the events that the news is made of. */
  readonly binding: Binding;
  /** The name of each of its events. */
  readonly name: string;
  readonly makeMaker: (teller: NewsTeller<Content>) => NewsMaker;
  readonly listen: (listener: TopicListener) => TopicSubscription;
  /** Closed with the feed. */
  readonly log: MadeEvents;
  /** How long it is kept after its last listener. */
  readonly lingerMs: number;
  readonly budget: LiveBudget;
  /** Called when it has ended: whoever wants one must make another. */
  readonly onClosed: () => void;
}

/**
 * The news of one kind of one account: found out once for all who listen, and kept for those who
 * come back. It costs one listener of its topic; news takes the place of events in the history, and
 * what becomes news counts with live lists.
 */
export class NewsFeed<Content> implements TopicListener, LiveShare {
  readonly #options: NewsFeedOptions<Content>;
  readonly #maker: NewsMaker;
  readonly #subscription: TopicSubscription;
  readonly #life: SharedLife<TopicListener>;
  #bytes = 0;

  constructor(options: NewsFeedOptions<Content>) {
    this.#options = options;
    const { makeMaker, listen, log, budget, lingerMs, onClosed } = options;
    budget.tables += 1;
    budget.add(this);
    this.#life = new SharedLife({
      lingerMs,
      onEnded: () => {
        this.#maker.close();
        this.#subscription.unsubscribe();
        log.close();
        this.#count(0);
        budget.delete(this);
        budget.tables -= 1;
        onClosed();
      },
    });
    this.#maker = makeMaker({ tell: (news) => this.#tell(news), lose: (gap) => this.#lose(gap) });
    this.#subscription = listen(this);
    Promise.all([this.#subscription.live, this.#maker.ready]).then(
      () => this.#life.open(() => log.begin()),
      (error: Error) => this.end(error),
    );
  }

  /** Whether there is news that cannot be told yet. */
  get isHolding(): boolean {
    return this.#maker.isHolding;
  }

  /** Ids of what has begun and cannot be told yet. */
  get unfinished(): readonly string[] {
    return this.#maker.unfinished;
  }

  /** Whether nothing of what has this id was missed. */
  follows(id: string): boolean {
    return this.#maker.follows(id);
  }

  /** The bytes of what the maker keeps. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether nobody listens any more. */
  get isLingering(): boolean {
    return this.#life.isLingering;
  }

  listen(listener: TopicListener): TopicSubscription {
    return { live: this.#life.opened, unsubscribe: this.#life.join(listener) };
  }

  /** What was told after a cursor, oldest first; undefined when that is not known completely. */
  since(cursor: string): Iterable<MissedEvent> | undefined {
    return this.#options.log.since(cursor);
  }

  /** Undefined when no possible loss is remembered. */
  rememberedLoss(cursor: string): RememberedLoss | undefined {
    return this.#options.log.rememberedLoss(cursor);
  }

  /** Ends at once if nobody listens. */
  endLinger(): void {
    this.#life.endLinger();
  }

  /** Hot: once per event. */
  onEvent(event: KazooEvent): void {
    try {
      this.#maker.receive(event);
    } catch (error) {
      // A mistake of ours must not reach those who listen to the topic for its events.
      this.end(error);
      return;
    }
    this.#takeStock();
  }

  onGap(gap: Gap): void {
    this.#maker.onGap(gap);
    this.#takeStock();
    this.#lose(gap);
  }

  onEnd(error: GatewayError): void {
    this.end(error);
  }

  /** Idempotent. Those who listen are told why. */
  end(error: unknown): void {
    this.#life.end(error instanceof GatewayError ? error : internal(error));
  }

  #tell({ id, content, owners }: News<Content>): void {
    this.#count(this.#maker.retainedBytes);
    const { accountId, name, binding, log } = this.#options;
    const made = log.add(id, ({ receivedAt, cursor }): NewsEvent<Content> => {
      const size = JSON.stringify(content).length;
      const { text, family } = binding;
      const told = { id, name, accountId, binding: text, family, routing: [], data: {}, owners, size, content };
      return { ...told, receivedAt, cursor };
    });
    if (made !== undefined) for (const listener of this.#life.listeners) listener.onEvent(made);
  }

  #lose(gap: Gap): void {
    this.#options.log.noteGap(gap);
    for (const listener of this.#life.listeners) listener.onGap(gap);
  }

  /** Ends when all that is kept is too much, and this the most of it. */
  #takeStock(): void {
    if (this.#life.isEnded) return;
    this.#count(this.#maker.retainedBytes);
    const refusal = this.#options.budget.refusal(this, 0);
    if (refusal !== undefined) this.end(refusal);
  }

  #count(bytes: number): void {
    this.#options.budget.bytes += bytes - this.#bytes;
    this.#bytes = bytes;
  }
}

function internal(cause: unknown): GatewayError {
  return new GatewayError('INTERNAL_SERVER_ERROR', 'The gateway failed to make news of events.', { cause });
}

import { GatewayError } from '../../errors.ts';
import type { Binding } from '../../kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../kazoo/events/kazoo-event.ts';
import type { MissedEvent, RememberedLoss } from '../../upstream/history/account-events.ts';
import type { Gap } from '../../upstream/history/gap.ts';
import type { MadeEvents } from '../../upstream/history/made-events.ts';
import type { TopicListener } from '../../upstream/topics/topic-listener.ts';
import type { TopicSubscription } from '../../upstream/topics/topic-subscription.ts';
import type { LiveBudget } from '../live-budget.ts';
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

type State =
  /** The topic is not complete yet. */
  | { readonly name: 'opening' }
  | { readonly name: 'live' }
  /** Live, but nobody listens. */
  | { readonly name: 'lingering'; readonly timer: NodeJS.Timeout }
  | { readonly name: 'ended' };

/**
 * The news of one kind of one account: found out once for all who listen, and kept for those who
 * come back. It costs one listener of its topic; news takes the place of events in the history.
 */
export class NewsFeed<Content> implements TopicListener {
  readonly #options: NewsFeedOptions<Content>;
  readonly #listeners = new Set<TopicListener>();
  readonly #maker: NewsMaker;
  readonly #subscription: TopicSubscription;
  readonly #live: Promise<void>;
  #state: State = { name: 'opening' };

  constructor(options: NewsFeedOptions<Content>) {
    this.#options = options;
    const { makeMaker, listen, log, budget } = options;
    budget.tables += 1;
    this.#maker = makeMaker({ tell: (news) => this.#tell(news), lose: (gap) => this.#lose(gap) });
    this.#subscription = listen(this);
    this.#live = Promise.all([this.#subscription.live, this.#maker.ready]).then(
      () => {
        if (this.#state.name !== 'opening') return;
        log.begin();
        this.#transition({ name: 'live' });
      },
      (error: Error) => {
        this.#end(error);
        throw error;
      },
    );
    // Whoever waits for it gets the error; here it only must not count as unhandled.
    this.#live.catch(() => undefined);
  }

  /** Whether there is news that cannot be told yet. */
  get isHolding(): boolean {
    return this.#maker.isHolding;
  }

  /** Whether nobody listens any more. */
  get isLingering(): boolean {
    return this.#state.name === 'lingering';
  }

  listen(listener: TopicListener): TopicSubscription {
    this.#listeners.add(listener);
    if (this.#state.name === 'lingering') this.#transition({ name: 'live' });
    return { live: this.#live, unsubscribe: () => this.#leave(listener) };
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
    if (this.#state.name === 'lingering') this.#end(left());
  }

  /** Hot: once per event. */
  onEvent(event: KazooEvent): void {
    try {
      this.#maker.receive(event);
    } catch (error) {
      // A mistake of ours must not reach those who listen to the topic for its events.
      this.#end(error instanceof Error ? error : new TypeError(String(error)));
    }
  }

  onGap(gap: Gap): void {
    this.#maker.onGap(gap);
    this.#lose(gap);
  }

  onEnd(error: GatewayError): void {
    this.#end(error);
  }

  #tell({ id, content, owners }: News<Content>): void {
    const { accountId, name, binding, log } = this.#options;
    const made = log.add(id, ({ receivedAt, cursor }): NewsEvent<Content> => {
      const size = JSON.stringify(content).length;
      const { text, family } = binding;
      return { id, name, accountId, binding: text, family, receivedAt, cursor, data: {}, owners, size, content };
    });
    if (made !== undefined) for (const listener of this.#listeners) listener.onEvent(made);
  }

  #lose(gap: Gap): void {
    this.#options.log.noteGap(gap);
    for (const listener of this.#listeners) listener.onGap(gap);
  }

  #leave(listener: TopicListener): void {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
    if (this.#state.name === 'opening') this.#end(left());
    else if (this.#state.name === 'live') {
      const timer = setTimeout(() => this.endLinger(), this.#options.lingerMs);
      this.#transition({ name: 'lingering', timer });
    }
  }

  #end(error: Error): void {
    if (this.#state.name === 'ended') return;
    this.#transition({ name: 'ended' });
    const { log, budget, onClosed } = this.#options;
    this.#maker.close();
    this.#subscription.unsubscribe();
    log.close();
    budget.tables -= 1;
    onClosed();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    const reason = error instanceof GatewayError ? error : internal(error);
    for (const listener of listeners) listener.onEnd(reason);
  }

  #transition(next: State): void {
    if (this.#state.name === 'lingering') clearTimeout(this.#state.timer);
    this.#state = next;
  }
}

function left(): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', 'Nobody follows the news any more.');
}

function internal(cause: Error): GatewayError {
  return new GatewayError('INTERNAL_SERVER_ERROR', 'The gateway failed at what it makes of events.', { cause });
}

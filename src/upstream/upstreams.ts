import type { GatewayError } from '../errors.ts';
import type { Binding } from '../kazoo/binding.ts';
import type { TopicListener } from './topic.ts';
import { type Listening, Upstream, type UpstreamOptions } from './upstream.ts';

/** Makes an account's upstream; everything but who the account is, is the same for all. */
export type UpstreamSettings = Omit<UpstreamOptions, 'accountId' | 'onIdle'>;

/** The upstream of each account that somebody listens to. */
export class Upstreams {
  readonly #settings: UpstreamSettings;
  readonly #byAccount = new Map<string, Upstream>();

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

  /** Joins the topic of `binding`; the first listener subscribes it at Kazoo, the last one's leaving unsubscribes it after a linger. */
  listen(accountId: string, binding: Binding, listener: TopicListener): Listening {
    let upstream = this.#byAccount.get(accountId);
    if (upstream === undefined) {
      upstream = new Upstream({ ...this.#settings, accountId, onIdle: () => this.#byAccount.delete(accountId) });
      this.#byAccount.set(accountId, upstream);
    }
    return upstream.listen(binding, listener);
  }

  /** Ends every topic with `error` and closes all sockets. */
  close(error: GatewayError): void {
    for (const upstream of this.#byAccount.values()) upstream.close(error);
    this.#byAccount.clear();
  }

  #sum(count: (upstream: Upstream) => number): number {
    return [...this.#byAccount.values()].reduce((sum, upstream) => sum + count(upstream), 0);
  }
}

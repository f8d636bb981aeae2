import { vi } from 'vitest';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import { publicDataWithout } from '../../../src/kazoo/events/public-data.ts';
import { EventClock } from '../../../src/upstream/history/event-clock.ts';
import { Histories } from '../../../src/upstream/history/histories.ts';
import { bindingLagMs } from '../../../src/upstream/socket/binding-lag.ts';
import { ConnectionGate } from '../../../src/upstream/socket/connection-gate.ts';
import { UpstreamRegistry, type UpstreamRegistryOptions } from '../../../src/upstream/upstream-registry.ts';
import { settled } from '../../harness/settled.ts';
import { account } from './call-frame.ts';
import { KazooDouble } from './kazoo-double.ts';
import { TokenSourceDouble } from './token-source-double.ts';
import { TopicListenerDouble } from './topic-listener-double.ts';

export const calls = 'call.*.*';
export const users = 'object.*.user';
export const faxes = 'fax.object.*';

export const lingerMs = 30_000;
export const subscribeTimeoutMs = 10_000;
/** A lost socket is opened again within so much. */
export const maxReconnectMs = 1000;

/** One who listens to a topic, and what came of it. */
export class Listener extends TopicListenerDouble {
  readonly leave: () => void;
  /** Settles with the code that Kazoo's refusal has, or with `live`. */
  readonly outcome: Promise<string>;

  constructor(upstreams: UpstreamRegistry, binding: string, accountId: string, client: string, via?: string) {
    super();
    const { live, unsubscribe } = upstreams.listen(accountId, parseBinding(binding), this, client, via);
    this.leave = unsubscribe;
    this.outcome = live.then(
      () => 'live',
      (error) => error.code,
    );
  }
}

/** All upstreams of a gateway in front of a Kazoo that does only what the test says. */
export function startUpstreams(settings: Partial<UpstreamRegistryOptions> = {}) {
  const kazoo = new KazooDouble();
  const counted: string[] = [];
  const clock = new EventClock();
  const upstreams = new UpstreamRegistry({
    clock,
    publicData: publicDataWithout([]),
    histories: new Histories({ maxEvents: 1000, maxBytes: 1_000_000, maxTotalBytes: 10_000_000, maxAgeMs: 60_000 }),
    connect: kazoo.connect,
    tokens: new TokenSourceDouble('token'),
    maxUnansweredSubscribes: 1,
    gate: new ConnectionGate({
      urls: ['ws://kazoo'],
      connectsPerSecond: Number.POSITIVE_INFINITY,
      backoff: { baseMs: 1, maxMs: 1 },
    }),
    backoff: { baseMs: maxReconnectMs, maxMs: maxReconnectMs },
    bindingLagMs,
    lingerMs,
    subscribeTimeoutMs,
    maxAccountsPerSocket: 50,
    observer: {
      onState: () => undefined,
      onSharedSocketLost: () => undefined,
      onGap: (_accountId, reason) => counted.push(reason),
      onEvent: (outcome) => counted.push(outcome),
      onForeignFamily: (accountId, family) => counted.push(`${family} of others for ${accountId}`),
      onCommand: () => undefined,
      onTooManyTopics: () => counted.push('too many topics'),
    },
    ...settings,
  });
  return {
    upstreams,
    kazoo,
    clock,
    /** Gaps by their reason, events by what became of them, and refusals. */
    counted,
    listen: (binding: string = calls, accountId: string = account, client = 'somebody', via?: string) =>
      new Listener(upstreams, binding, accountId, client, via),
  };
}

export type Harness = ReturnType<typeof startUpstreams>;

/** Kazoo confirms what was asked of the latest socket, and then makes the bindings. */
export async function bind({ kazoo }: Pick<Harness, 'kazoo'>): Promise<void> {
  kazoo.socket.confirmAll();
  await bound();
}

/** Kazoo makes the bindings that it has confirmed. */
export async function bound(): Promise<void> {
  await settled();
  vi.advanceTimersByTime(bindingLagMs);
  await settled();
}

/** Opens the latest socket, which gets at once what is asked of it. */
export async function serve(harness: Pick<Harness, 'kazoo'>): Promise<void> {
  harness.kazoo.socket.open();
  await bind(harness);
}

/** Lets the time of the next attempt come. */
export function connectAgain(): void {
  vi.advanceTimersByTime(maxReconnectMs + 10);
}

export async function reconnect(harness: Harness): Promise<void> {
  connectAgain();
  await serve(harness);
}

/** Each of the bindings is a live topic with one listener. */
export async function startLive(
  ...bindings: readonly string[]
): Promise<Harness & { readonly listeners: readonly Listener[] }> {
  const harness = startUpstreams();
  const listeners = bindings.map((binding) => harness.listen(binding));
  await serve(harness);
  return { ...harness, listeners };
}

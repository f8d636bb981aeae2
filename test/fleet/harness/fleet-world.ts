import { setImmediate as realTurn } from 'node:timers/promises';
import { vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { entryFormats } from '../../../src/fleet/entries/format-choice.ts';
import { FleetUpstreams } from '../../../src/fleet/fleet-upstreams.ts';
import { MemoryEngine, type MemoryEngineOptions } from '../../../src/fleet/log/memory/memory-engine.ts';
import { memoryLog } from '../../../src/fleet/log/memory/memory-log.ts';
import type { SourceRegistry } from '../../../src/fleet/source/source-registry.ts';
import { type Binding, parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import { EventClock } from '../../../src/upstream/history/event-clock.ts';
import { closeGap, type Gap } from '../../../src/upstream/history/gap.ts';
import { Histories } from '../../../src/upstream/history/histories.ts';
import { StatusStore } from '../../../src/upstream/status-store.ts';
import type { TopicListener } from '../../../src/upstream/topics/topic-listener.ts';

export const everything = parseBinding('call.*.*');
const limits = { maxEvents: 10_000, maxBytes: 10_000_000, maxAgeMs: 300_000, maxTotalBytes: 100_000_000 };

/** The own connections of an instance, to a Kazoo that the test plays. */
class SourceDouble implements SourceRegistry {
  readonly statuses = new StatusStore();
  readonly sockets = { own: 0, shared: 0 };
  readonly carriedAccounts = 0;
  readonly historyBytes = 0;
  readonly clock = new EventClock();
  readonly histories = new Histories(limits);
  readonly listening = new Map<TopicListener, { readonly accountId: string; readonly binding: Binding }>();
  followers = 0;
  isDead = false;

  get cursor(): string {
    return this.clock.cursorOf(this.clock.present());
  }

  listenForFollowers(accountId: string, binding: Binding, listener: TopicListener) {
    let confirmation: NodeJS.Timeout | undefined;
    const live = new Promise<void>((resolve) => {
      confirmation = setTimeout(() => {
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
  bring(accountId: string, number: number): void {
    const time = this.clock.next();
    for (const [listener, wanted] of this.listening) {
      if (wanted.accountId !== accountId) continue;
      const event: KazooEvent = {
        id: `CHANNEL_CREATE-${number}`,
        name: 'CHANNEL_CREATE',
        accountId,
        binding: wanted.binding.text,
        family: 'call',
        routing: ['call', accountId, 'CHANNEL_CREATE', `c${number}`],
        receivedAt: new Date(),
        cursor: this.clock.cursorOf(time),
        data: { number },
        owners: [],
        size: 100,
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

export interface Instance {
  readonly id: string;
  readonly upstreams: FleetUpstreams;
  readonly source: SourceDouble;
}

/** What one client has been told: numbers of events, and gaps. */
export class Watcher implements TopicListener {
  readonly seen: (number | Gap)[] = [];
  cursor: string | undefined;
  ended: GatewayError | undefined;

  get numbers(): readonly number[] {
    return this.seen.filter((entry) => typeof entry === 'number');
  }

  get gaps(): readonly Gap[] {
    return this.seen.filter((entry) => typeof entry !== 'number');
  }

  onEvent({ data, cursor }: KazooEvent): void {
    this.seen.push(Number(data['number']));
    this.cursor = cursor;
  }

  onGap(gap: Gap): void {
    this.seen.push(gap);
  }

  onEnd(error: GatewayError): void {
    this.ended = error;
  }
}

export interface WorldOptions extends Pick<MemoryEngineOptions, 'keepMs' | 'maxLogBytes'> {
  /** Default: they do not. */
  readonly keepsStandbys?: boolean;
}

/** Instances of a fleet on one engine and one Kazoo, all played in one process in fake time. */
export class FleetWorld {
  readonly engine: MemoryEngine;
  readonly instances: Instance[] = [];
  readonly faults: unknown[] = [];
  readonly modes: string[] = [];
  number = 0;
  readonly #keepsStandbys: boolean;

  constructor({ keepsStandbys = false, ...bounds }: WorldOptions = {}) {
    this.#keepsStandbys = keepsStandbys;
    this.engine = new MemoryEngine({ ...bounds, rememberedWrites: 200 });
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'Date', 'performance'],
    });
    vi.setSystemTime(new Date('2026-03-01T12:00:00Z'));
  }

  /** @param formats in which it can write entries; default: those of this version */
  start(id: string, formats = entryFormats): Instance {
    const source = new SourceDouble();
    const upstreams = new FleetUpstreams({
      log: memoryLog(this.engine, id),
      sources: source,
      clock: source.clock,
      histories: new Histories(limits),
      maxHistoryAgeMs: limits.maxAgeMs,
      lingerMs: 1_000,
      subscribeTimeoutMs: 10_000,
      maxTopics: 100,
      keepsStandbys: this.#keepsStandbys,
      formats,
      kazooHash: 'k',
      privacyHash: 'p',
      observer: {
        onMode: (mode, reason) => void this.modes.push(`${id} ${mode}${reason === undefined ? '' : `: ${reason}`}`),
        onRead: () => undefined,
        onGap: () => undefined,
        onFault: (error) => void this.faults.push(error),
      },
    });
    const instance = { id, upstreams, source };
    this.instances.push(instance);
    return instance;
  }

  /** Lets time pass, and what happens meanwhile. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 25) {
      await vi.advanceTimersByTimeAsync(Math.min(25, left));
      await realTurn();
    }
  }

  /** An event happens, and comes over every connection that is open. Returns its number. */
  publish(accountId = 'a'): number {
    this.number += 1;
    for (const { source } of this.instances) if (!source.isDead) source.bring(accountId, this.number);
    return this.number;
  }

  /** The process is gone without a word. */
  kill(instance: Instance): void {
    this.engine.stall(instance.id);
    instance.source.isDead = true;
  }

  [Symbol.dispose](): void {
    for (const { upstreams } of this.instances) upstreams.close(new GatewayError('SHUTTING_DOWN', 'The test is over.'));
    vi.useRealTimers();
  }
}

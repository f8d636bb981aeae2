import { setImmediate as realTurn } from 'node:timers/promises';
import { vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { entryFormats } from '../../../src/fleet/entries/format-choice.ts';
import type { FleetLog } from '../../../src/fleet/log/fleet-log.ts';
import { parseBinding } from '../../../src/kazoo/blackhole/binding.ts';
import type { KazooEvent } from '../../../src/kazoo/events/kazoo-event.ts';
import type { Gap } from '../../../src/upstream/history/gap.ts';
import type { TopicListener } from '../../../src/upstream/topics/topic-listener.ts';
import { type Instance, lingerMs, startInstance } from './fleet-instance.ts';
import { MemoryEngine, type MemoryEngineOptions } from './memory/memory-engine.ts';
import { memoryLog } from './memory/memory-log.ts';

export const everything = parseBinding('call.*.*');

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

export interface WorldOptions
  extends Pick<MemoryEngineOptions, 'keepMs' | 'maxLogBytes' | 'messageDelayMs' | 'rememberedWrites'> {
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

  constructor({ keepsStandbys = false, rememberedWrites = 200, ...engine }: WorldOptions = {}) {
    this.#keepsStandbys = keepsStandbys;
    this.engine = new MemoryEngine({ ...engine, lingerMs, rememberedWrites });
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'Date', 'performance'],
    });
    vi.setSystemTime(new Date('2026-03-01T12:00:00Z'));
  }

  /**
   * @param formats in which it can write entries; default: those of this version
   * @param log its way to the engine; default: one without faults
   */
  start(id: string, formats = entryFormats, log: FleetLog = memoryLog(this.engine, id)): Instance {
    const instance = startInstance(log, {
      keepsStandbys: this.#keepsStandbys,
      formats,
      onMode: (mode, reason) => void this.modes.push(`${id} ${mode}${reason === undefined ? '' : `: ${reason}`}`),
      onFault: (error) => void this.faults.push(error),
    });
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
  publish(accountId = 'a', name = 'CHANNEL_CREATE'): number {
    this.number += 1;
    for (const { source } of this.instances) if (!source.isDead) source.bring(accountId, this.number, name);
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

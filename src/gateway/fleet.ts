import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import type { RedisAddress } from '../config/redis-address.ts';
import { entryFormats } from '../fleet/entries/format-choice.ts';
import type { FleetMode } from '../fleet/fleet-mode.ts';
import type { FleetObserver } from '../fleet/fleet-observer.ts';
import { FleetUpstreams } from '../fleet/fleet-upstreams.ts';
import type { FleetLog, Instance } from '../fleet/log/fleet-log.ts';
import { redisLog } from '../fleet/log/redis/redis-log.ts';
import { createFleetMetrics } from '../telemetry/fleet-metrics.ts';
import type { Log } from '../telemetry/log.ts';
import { LogThrottle } from '../telemetry/log-throttle.ts';
import { EventClock } from '../upstream/history/event-clock.ts';
import { Histories } from '../upstream/history/histories.ts';
import type { UpstreamRegistry } from '../upstream/upstream-registry.ts';
import { createHistories, createUpstreams, type UpstreamsOptions } from './kazoo.ts';

/** What is stored outlasts the history of every instance by that. */
const keepLongerMs = 60_000;
/** To give up what was not handed over by then, so that others need not wait for the lease. */
const mostResignMs = 500;
/** The topics linger where clients leave them, not once more at the connection below. */
const sourceLingerMs = 1_000;
/** A fault of the engine comes from every account at once: it is logged once in that time. */
const faultQuietMs = 60_000;
const maxLoggedFaults = 100;
const microsecondsPerSecond = 1_000_000;
const msPerSecond = 1_000;

/** An instance's place among those that share their events. */
export interface Fleet {
  readonly upstreams: FleetUpstreams;
  /** This instance's own connections to Kazoo, closed with `upstreams`. */
  readonly sources: UpstreamRegistry;
  readonly instanceId: string;
  /** Why the engine cannot be used; undefined while it can. */
  readonly downReason: string | undefined;
  /**
   * The instances that are alive, this one among them; none while the engine is away. Does not
   * reject.
   */
  readonly instances: () => Promise<readonly Instance[]>;
  /** Resolves when the engine has answered, or is not waited for any longer. */
  readonly ready: Promise<void>;
  /** Hands over what this instance owns, and gives up the rest, for at most so long. */
  drain(withinMs: number): Promise<void>;
}

/** Creates the events of all accounts that instances share by an engine. The caller closes them. */
export async function createFleet(redisUrl: RedisAddress, options: UpstreamsOptions): Promise<Fleet> {
  // Loaded before the time begins in which the engine must answer.
  await import('@redis/client');
  const { config, metrics, log } = options;
  const instanceId = randomBytes(9).toString('base64url');
  const clock = new EventClock();
  const privacyHash = hashOf([[...config.hiddenDataKeys].sort(), config.restrictUsers]);
  const engine = redisLog(instanceId, {
    address: redisUrl,
    // Events of a gateway that hides less must never come to one that hides more.
    prefix: `${config.redisPrefix}:${privacyHash}`,
    keepMs: config.maxHistoryAgeMs + keepLongerMs,
    maxLogBytes: config.maxLogBytes,
    lingerMs: config.lingerMs,
    onWarning: warnOnce(log),
  });
  const kazooHash = hashOf([config.kazooApiUrl, config.kazooBlackholeUrl]);
  const note = noteModes(log, engine, kazooHash);
  const soloTime = new SoloTime();
  const instances = (): Promise<readonly Instance[]> => engine.instances().catch(() => []);
  const { lag } = createFleetMetrics(metrics, () => ({
    mode: upstreams.mode,
    instances: async () => (upstreams.mode === 'fleet' ? (await instances()).length : 0),
    roles: upstreams.roles,
    standbys: upstreams.standbys,
    appendedEntries: upstreams.entries.appended,
    readEntries: upstreams.entries.read,
    backlogBytes: upstreams.backlogBytes,
    soloMs: soloTime.ms,
  }));
  let becomeReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });
  let downReason: string | undefined;
  const observer: FleetObserver = {
    onMode(mode, reason) {
      downReason = mode === 'fleet' ? undefined : reason;
      soloTime.enter(mode);
      note(mode, reason);
      becomeReady();
    },
    onRead: (newest) => lag.observe(Math.max(0, Date.now() / msPerSecond - newest / microsecondsPerSecond)),
    onGap(accountId, reason) {
      metrics.gaps.inc({ reason });
      metrics.accountGaps.note(accountId, reason);
    },
    onFault: noteFaults(log),
  };
  const sources = createUpstreams(options, { clock, histories: sourceHistories(config), lingerMs: sourceLingerMs });
  const upstreams: FleetUpstreams = new FleetUpstreams({
    log: engine,
    sources,
    clock,
    histories: createHistories(config),
    maxHistoryAgeMs: config.maxHistoryAgeMs,
    lingerMs: config.lingerMs,
    subscribeTimeoutMs: config.subscribeTimeoutMs,
    maxTopics: config.maxTopicsPerAccount,
    keepsStandbys: config.fleetStandby,
    formats: entryFormats,
    kazooHash,
    privacyHash,
    observer,
  });
  return {
    upstreams,
    sources,
    instanceId,
    get downReason() {
      return downReason;
    },
    instances,
    ready,
    async drain(withinMs) {
      const resignMs = Math.min(mostResignMs, withinMs / 2);
      await Promise.race([upstreams.drain(), delay(withinMs - resignMs, undefined, { ref: false })]);
      await Promise.race([upstreams.resign(), delay(resignMs, undefined, { ref: false })]);
    },
  };
}

/** Histories that only tell copies of events from new ones: resuming is served by the fleet's. */
function sourceHistories({ maxHistoryAgeMs, maxHistoryBytes, maxTotalHistoryBytes }: Config): Histories {
  return new Histories({
    maxEvents: 1,
    maxBytes: maxHistoryBytes,
    maxTotalBytes: maxTotalHistoryBytes,
    maxAgeMs: maxHistoryAgeMs,
  });
}

function hashOf(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 12);
}

/** For how long the instance has served by itself. */
class SoloTime {
  #pastMs = 0;
  #sinceMs: number | undefined;

  get ms(): number {
    return this.#pastMs + (this.#sinceMs === undefined ? 0 : performance.now() - this.#sinceMs);
  }

  enter(mode: FleetMode['name']): void {
    this.#pastMs = this.ms;
    this.#sinceMs = mode === 'solo' ? performance.now() : undefined;
  }
}

/** One line for each change; a short wait for the engine is none. */
function noteModes(log: Log, engine: FleetLog, kazooHash: string): FleetObserver['onMode'] {
  const { instanceId } = engine;
  return (mode, reason) => {
    if (mode === 'solo') {
      log.warn({ instanceId, mode, reason }, 'the engine of the fleet cannot be used: this instance serves by itself');
    } else if (mode === 'waiting') log.info({ instanceId, mode, reason }, 'waiting for the engine of the fleet');
    else {
      log.info({ instanceId, mode }, 'serving as one of the fleet');
      void warnOfOtherKazoos(log, engine, kazooHash);
    }
  };
}

/** Each instance may have a Kazoo node of its own, but they must be of one Kazoo. */
async function warnOfOtherKazoos(log: Log, engine: FleetLog, kazooHash: string): Promise<void> {
  // Where the engine is away again by now, the next return of it tells.
  const instances = await engine.instances().catch(() => []);
  const others = instances.filter((instance) => instance.kazooHash !== kazooHash);
  if (others.length === 0) return;
  const instanceIds = others.map(({ instanceId }) => instanceId);
  log.warn({ instanceIds }, 'these instances of the fleet have other Kazoo URLs; they must lead to the same Kazoo');
}

function warnOnce(log: Log): (sentence: string) => void {
  const sentences = new LogThrottle({ maxKeys: 10 });
  return (sentence) => void sentences.log(sentence, () => log.warn(sentence));
}

function noteFaults(log: Log): (error: unknown) => void {
  const faults = new LogThrottle({ quietMs: faultQuietMs, maxKeys: maxLoggedFaults });
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error);
    faults.log(reason, (withheld) =>
      log.warn({ reason, withheld }, 'something failed in the fleet; it is tried again'),
    );
  };
}

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import { parseRedisAddress } from '../../../src/config/redis-address.ts';
import type { FleetLog } from '../../../src/fleet/log/fleet-log.ts';
import { redisLog } from '../../../src/fleet/log/redis/redis-log.ts';
import { MemoryEngine } from '../harness/memory/memory-engine.ts';
import { memoryLog } from '../harness/memory/memory-log.ts';
import { facts, RecordedLog } from './recorded-log.ts';
import { isInstalled, RedisServer } from './redis-server.ts';

export interface EngineLimits {
  readonly keepMs?: number;
  readonly maxLogBytes?: number;
  readonly lingerMs?: number;
}

/** An engine of a test, and the logs of the instances that share it. */
export class TestEngine implements AsyncDisposable {
  readonly #newLog: (instanceId: string) => FleetLog;
  readonly #instances: RecordedLog[] = [];

  constructor(newLog: (instanceId: string) => FleetLog) {
    this.#newLog = newLog;
  }

  /** Starts an instance that reads entries up to a version, and resolves when its log is up. */
  async instance(instanceId: string = randomUUID(), entryVersion = 1): Promise<RecordedLog> {
    const instance = new RecordedLog(this.#newLog(instanceId), { ...facts, entryVersion });
    this.#instances.push(instance);
    await instance.up();
    return instance;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#instances.map(({ log }) => log.close()));
  }
}

/** Where the engines of a file's tests come from. */
export interface EngineSource extends AsyncDisposable {
  /** An engine that is empty. */
  open(limits?: EngineLimits): TestEngine;
}

export interface EngineKind {
  readonly name: string;
  readonly isInstalled: boolean;
  start(): Promise<EngineSource>;
}

export const inMemory: EngineKind = {
  name: 'memory',
  isInstalled: true,
  async start() {
    return {
      open(limits) {
        const engine = new MemoryEngine(limits);
        return new TestEngine((instanceId) => memoryLog(engine, instanceId));
      },
      async [Symbol.asyncDispose]() {},
    };
  },
};

export interface LogSettings extends EngineLimits {
  readonly prefix?: string;
  readonly onWarning?: (sentence: string) => void;
}

/** A log of an instance on a server of a test. */
export function logOn(url: string, instanceId: string, settings: LogSettings = {}): FleetLog {
  const { prefix = 'fleet', onWarning = () => undefined } = settings;
  const { keepMs = 360_000, maxLogBytes = Number.MAX_SAFE_INTEGER, lingerMs = 0 } = settings;
  return redisLog(instanceId, { address: parseRedisAddress(url), prefix, keepMs, maxLogBytes, lingerMs, onWarning });
}

/** Engines on one server differ by their prefix. */
function onServer(program: string): EngineKind {
  return {
    name: program,
    isInstalled: isInstalled(program),
    async start() {
      const server = await RedisServer.start(program);
      return {
        open(limits) {
          const prefix = randomUUID();
          return new TestEngine((instanceId) => logOn(server.url, instanceId, { ...limits, prefix }));
        },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  };
}

const servers = ['redis-server', 'valkey-server'];
const [installed] = servers.filter(isInstalled);

const engineKinds: readonly EngineKind[] = [inMemory, ...servers.map(onServer)];

/** Runs the tests on each kind of engine; those on a server that is not installed are skipped. */
export function describeEngines(
  what: string,
  tests: (open: (limits?: EngineLimits) => TestEngine, kind: EngineKind) => void,
): void {
  for (const kind of engineKinds) {
    describe.skipIf(!kind.isInstalled)(`${what} on ${kind.name}${kind.isInstalled ? '' : ', not installed'}:`, () => {
      let source: EngineSource | undefined;
      beforeAll(async () => {
        source = await kind.start();
      });
      afterAll(async () => {
        await source?.[Symbol.asyncDispose]();
      });
      tests((limits) => {
        if (source === undefined) throw new Error('the engine has not started');
        return source.open(limits);
      }, kind);
    });
  }
}

/** Runs the tests, all at once, on the first server that is installed; else they are skipped. */
export function describeServer(what: string, tests: (program: string) => void): void {
  const title = installed === undefined ? `${what}, but neither ${servers.join(' nor ')} is installed:` : `${what}:`;
  describe.skipIf(installed === undefined)(title, { concurrent: true }, () => tests(installed ?? ''));
}

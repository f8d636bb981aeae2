import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { KazooSimulatorOptions } from '../../../src/simulator/kazoo-simulator.ts';
import { Child } from '../../bench/child.ts';
import { ControlClient } from './control-client.ts';
import { KazooInProcess } from './kazoo-in-process.ts';
import { isHarmed, type Latencies, measure, told } from './latencies.ts';

export interface StageOptions {
  readonly kazoo?: KazooSimulatorOptions | undefined;
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** How long each attack is watched. */
  readonly watchedMs: number;
  /** Of the gateway's process, for node. */
  readonly flags: readonly string[];
}

/** One who attacks the gateway of a stage. */
export interface Attacker {
  /**
   * Names a module in `attackers/`, which runs in a process of its own and answers the call
   * `attack` once its attack is under way.
   */
  readonly name: string;
  /** Handed to `attack`, besides the `url` of the gateway. */
  readonly argument: object;
  /**
   * Does once what the innocent client does again and again. Default: it sees an event of the
   * account `other` from the moment when Kazoo publishes it.
   */
  readonly probe?: () => Promise<void>;
  /** How often; default: every 20 ms. Must leave Kazoo time for what it takes. */
  readonly probeIntervalMs?: number;
}

const settingsOfAll = {
  PORT: '0',
  HOST: '127.0.0.1',
  LINGER_MS: '150',
  // What a flooder has said is read at its pace, also when it is gone: a ping finds out sooner.
  KEEP_ALIVE_MS: '1000',
  CLOSE_TIMEOUT_MS: '300',
};
const idleMs = 2_000;
const pollMs = 20;
/** How soon the gateway must forget who is gone: two pings, or the second interim response. */
const forgottenWithinMs = 3_000;
const deadlineMs = 15_000;

/**
 * A Kazoo, a gateway, an attacker and an innocent client, each in a process of its own: none pays
 * for another's work, but for what the gateway does.
 */
export class AttackStage implements AsyncDisposable {
  readonly kazoo: KazooInProcess;
  readonly url: string;
  /** Violations that were found. */
  readonly problems: string[] = [];
  readonly #gateway: Child;
  readonly #watchedMs: number;

  /** Whoever sets it up disposes of it. */
  static async setUp({ kazoo: kazooOptions, settings, watchedMs, flags }: StageOptions): Promise<AttackStage> {
    const [kazoo, gateway] = await Promise.all([
      KazooInProcess.start(kazooOptions),
      Child.start(new URL('../soak/gateway-process.ts', import.meta.url), flags),
    ]);
    const url = await gateway.call('start', z.string(), {
      ...settingsOfAll,
      KAZOO_API_URL: kazoo.apiUrl,
      KAZOO_BLACKHOLE_URL: kazoo.blackholeUrl,
      ...settings,
    });
    return new AttackStage(kazoo, gateway, url, watchedMs);
  }

  private constructor(kazoo: KazooInProcess, gateway: Child, url: string, watchedMs: number) {
    this.kazoo = kazoo;
    this.url = url;
    this.#gateway = gateway;
    this.#watchedMs = watchedMs;
  }

  /**
   * Lets an attacker loose, judges what an innocent client notices, and then how soon the gateway
   * has forgotten both.
   */
  async attack(attacker: Attacker): Promise<void> {
    const { name, argument } = attacker;
    const told = JSON.stringify({ ...argument, authToken: undefined, token: undefined });
    await this.#measure(attacker, told);
    const tookMs = await this.#untilNothingIsLeft();
    console.log(`  ${name} ${told}: forgotten within ${tookMs.toFixed(0)} ms`);
    if (tookMs > forgottenWithinMs) this.problems.push(`${name} was forgotten only after ${tookMs.toFixed(0)} ms`);
    const errors = await this.#gateway.call('errors', z.array(z.string()));
    this.problems.push(...errors.map((line) => `the gateway logged ${line}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#gateway.close(), this.kazoo[Symbol.asyncDispose]()]);
  }

  async #measure({ name, argument, probe, probeIntervalMs }: Attacker, shape: string): Promise<void> {
    using control = await this.#controlClient();
    const act = probe ?? (() => control.seeEvent());
    const attacker = await Child.start(new URL(`./attackers/${name}.ts`, import.meta.url));
    try {
      const idle = await measure(act, delay(idleMs), probeIntervalMs);
      await this.#longestTurnMs();
      const underWay = attacker.call('attack', z.unknown(), { url: this.url, ...argument });
      const attacked = await measure(
        act,
        underWay.then(() => delay(this.#watchedMs)),
        probeIntervalMs,
      );
      console.log(`  the gateway's longest turn took ${(await this.#longestTurnMs()).toFixed(0)} ms`);
      this.#judge(`${name} ${shape}`, idle, attacked);
    } finally {
      await attacker.close();
    }
  }

  #judge(attacker: string, idle: Latencies, attacked: Latencies): void {
    const seen = told(idle, attacked);
    console.log(`  ${attacker}: ${seen}`);
    if (isHarmed(idle, attacked)) this.problems.push(`while ${attacker} attacked, an innocent client saw ${seen}`);
  }

  async #controlClient(): Promise<ControlClient> {
    const control = await ControlClient.start({
      url: this.url,
      kazoo: this.kazoo,
      onClosed: (code) => this.problems.push(`the innocent client was closed with ${code}`),
    });
    await this.#until('the innocent client is subscribed', async () => ((await this.#gauges())['liveTopics'] ?? 0) > 0);
    await control.seeEvent();
    return control;
  }

  #longestTurnMs(): Promise<number> {
    return this.#gateway.call('longestTurnMs', z.number());
  }

  #gauges(): Promise<Readonly<Record<string, number>>> {
    return this.#gateway.call('gauges', z.record(z.string(), z.number()));
  }

  /** Returns how many milliseconds it took. */
  async #untilNothingIsLeft(): Promise<number> {
    return this.#until('nothing is left', async () => {
      const left = Object.values(await this.#gauges()).some((size) => size > 0);
      return !left && (await this.kazoo.openSockets()) === 0;
    });
  }

  async #until(what: string, isSo: () => Promise<boolean>): Promise<number> {
    const startedAtMs = performance.now();
    while (!(await isSo())) {
      if (performance.now() > startedAtMs + deadlineMs)
        throw new Error(`It never came about that ${what}: ${JSON.stringify(await this.#gauges())}`);
      await delay(pollMs);
    }
    return performance.now() - startedAtMs;
  }
}

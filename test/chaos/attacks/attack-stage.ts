import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Child } from '../../bench/child.ts';
import type { ControlClient } from './control-client.ts';
import { Installation, type InstallationOptions, type ProcessorTimes } from './installation.ts';
import type { KazooInProcess } from './kazoo-in-process.ts';
import { type Beside, isHarmed, type Latencies, measure, told } from './latencies.ts';

export interface StageOptions extends InstallationOptions {
  /** How long each attack is watched. */
  readonly watchedMs: number;
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
   * Does once what an innocent client does again and again. Default: it sees an event of the
   * account `other` from the moment when Kazoo publishes it.
   */
  readonly probe?: (installation: Installation) => Promise<void>;
  /** How often; default: every 20 ms. Must leave Kazoo time for what it takes. */
  readonly probeIntervalMs?: number;
}

const idleMs = 2_000;
const pollMs = 20;
/**
 * How soon the gateway must forget who is gone, as long as they are on this machine: two pings, or
 * the second interim response.
 */
const forgottenWithinMs = 3_000;
const deadlineMs = 15_000;

/**
 * A Kazoo, a gateway, an attacker and an innocent client, each in a process of its own: none pays
 * for another's work, but for what the gateway does. They share a machine all the same, and perhaps
 * with others. What an attacker with a machine of its own would not do to anybody is told by how
 * long the gateway waits for a processor, and by what the client of a second gateway waits for,
 * which has a Kazoo, too, and which nobody attacks.
 */
export class AttackStage implements AsyncDisposable {
  readonly #attacked: Installation;
  readonly #spared: Installation;
  readonly #watchedMs: number;
  /** Violations that were found. */
  readonly problems: string[] = [];

  /** Whoever sets it up disposes of it. */
  static async setUp({ watchedMs, flags, ...options }: StageOptions): Promise<AttackStage> {
    const [attacked, spared] = await Promise.all([
      Installation.start({ ...options, flags }),
      Installation.start(options),
    ]);
    return new AttackStage(attacked, spared, watchedMs);
  }

  private constructor(attacked: Installation, spared: Installation, watchedMs: number) {
    this.#attacked = attacked;
    this.#spared = spared;
    this.#watchedMs = watchedMs;
  }

  /** That of the gateway that is attacked. */
  get kazoo(): KazooInProcess {
    return this.#attacked.kazoo;
  }

  get installations(): readonly Installation[] {
    return [this.#attacked, this.#spared];
  }

  /** Lets requests whose path matches the pattern take up to 20 ms from now on. */
  async takeTimeFor(pattern: RegExp): Promise<void> {
    await Promise.all(this.installations.map(({ kazoo }) => kazoo.takeTimeFor(pattern)));
  }

  /**
   * Lets an attacker loose, judges what an innocent client notices, and then how soon the gateway
   * has forgotten both.
   */
  async attack(attacker: Attacker): Promise<void> {
    const { name, argument } = attacker;
    const shape = JSON.stringify({ ...argument, authToken: undefined, token: undefined });
    await this.#measure(attacker, shape);
    const before = await this.#attacked.processorMs();
    const tookMs = await this.#until('nothing is left', () => this.#attacked.isForgotten());
    const slowdown = slowdownSince(before, await this.#attacked.processorMs());
    console.log(`  ${name} ${shape}: forgotten within ${tookMs.toFixed(0)} ms`);
    if (tookMs > forgottenWithinMs * slowdown)
      this.problems.push(`${name} was forgotten only after ${tookMs.toFixed(0)} ms`);
    await this.#until('no check waits', () => this.#attacked.isChecked());
    this.problems.push(...(await this.#attacked.errors()).map((line) => `the gateway logged ${line}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.installations.map((installation) => installation[Symbol.asyncDispose]()));
  }

  async #measure({ name, argument, probe, probeIntervalMs }: Attacker, shape: string): Promise<void> {
    using control = await this.#controlClient(this.#attacked);
    using sparedControl = await this.#controlClient(this.#spared);
    const act = (installation: Installation, client: ControlClient) => () =>
      probe === undefined ? client.seeEvent() : probe(installation);
    const [actHere, actBeside] = [act(this.#attacked, control), act(this.#spared, sparedControl)];
    const attacker = await Child.start(new URL(`./attackers/${name}.ts`, import.meta.url));
    try {
      const idle = await measure(actHere, delay(idleMs), probeIntervalMs);
      await this.#attacked.longestTurnMs();
      const before = await this.#attacked.processorMs();
      const over = attacker
        .call('attack', z.unknown(), { url: this.#attacked.url, ...argument })
        .then(() => delay(this.#watchedMs));
      const [attacked, spared] = await Promise.all([
        measure(actHere, over, probeIntervalMs),
        measure(actBeside, over, probeIntervalMs),
      ]);
      const slowdown = slowdownSince(before, await this.#attacked.processorMs());
      console.log(`  the gateway's longest turn took ${(await this.#attacked.longestTurnMs()).toFixed(0)} ms`);
      this.#judge(`${name} ${shape}`, attacked, { idle, spared, slowdown });
    } finally {
      await attacker.close();
    }
  }

  #judge(attacker: string, attacked: Latencies, beside: Beside): void {
    const seen = told(attacked, beside);
    console.log(`  ${attacker}: ${seen}`);
    if (isHarmed(attacked, beside)) this.problems.push(`while ${attacker} attacked, an innocent client saw ${seen}`);
  }

  async #controlClient(installation: Installation): Promise<ControlClient> {
    const control = await installation.controlClient((code) =>
      this.problems.push(`the innocent client was closed with ${code}`),
    );
    await this.#until('the innocent client is subscribed', async () => {
      const { liveTopics = 0 } = await installation.gauges();
      return liveTopics > 0;
    });
    await control.seeEvent();
    return control;
  }

  /** Returns how many milliseconds it took. */
  async #until(what: string, isSo: () => Promise<boolean>): Promise<number> {
    const startedAtMs = performance.now();
    while (!(await isSo())) {
      if (performance.now() > startedAtMs + deadlineMs)
        throw new Error(`It never came about that ${what}: ${JSON.stringify(await this.#attacked.gauges())}`);
      await delay(pollMs);
    }
    return performance.now() - startedAtMs;
  }
}

/** How many times as long the gateway took as with its own processor; 1 where that is unknown. */
function slowdownSince(before: ProcessorTimes | undefined, now: ProcessorTimes | undefined): number {
  if (before === undefined || now === undefined) return 1;
  return 1 + (now.waited - before.waited) / (now.ran - before.ran);
}

import type { GatewayProgram } from '../../harness/gateway-program.ts';
import { metrics } from '../../harness/operator-pages.ts';

const described = /^(subscribers|topics|live_topics|fleet_mode|fleet_accounts|fleet_standby)/;

/** What the gateways of a fleet say of themselves at one moment. */
export class FleetMetrics {
  readonly #all: readonly ReadonlyMap<string, number>[];

  static async read(programs: readonly GatewayProgram[]): Promise<FleetMetrics> {
    return new FleetMetrics(await Promise.all(programs.map((program) => metrics(program))));
  }

  private constructor(all: readonly ReadonlyMap<string, number>[]) {
    this.#all = all;
  }

  /** Over all gateways; who does not have the metric counts as 0. */
  sum(name: string): number {
    return this.#all.reduce((total, each) => total + (each.get(name) ?? 0), 0);
  }

  /** Whether the metric has that value at each gateway. */
  areAll(name: string, value: number): boolean {
    return this.#all.every((each) => each.get(name) === value);
  }

  /** The place of the first gateway at which the metric is more than 0; -1 where it is at none. */
  firstWith(name: string): number {
    return this.#all.findIndex((each) => (each.get(name) ?? 0) > 0);
  }

  toString(): string {
    const states = this.#all.map((each) => {
      const shown = [...each].filter(([name, value]) => described.test(name) && value !== 0);
      return shown.map(([name, value]) => `${name} ${value}`).join(', ');
    });
    return states.join(' | ');
  }
}

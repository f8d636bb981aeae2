import { z } from 'zod';
import type { KazooSimulatorOptions } from '../../../src/simulator/kazoo-simulator.ts';
import { Child } from '../../bench/child.ts';
import { ControlClient } from './control-client.ts';
import { KazooInProcess } from './kazoo-in-process.ts';

export interface InstallationOptions {
  readonly kazoo?: KazooSimulatorOptions | undefined;
  /** Of the gateway, beside those of all attacks. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** Of the gateway's process, for node. */
  readonly flags?: readonly string[] | undefined;
}

const processorTimes = z.object({ ran: z.number(), waited: z.number() });

export type ProcessorTimes = z.infer<typeof processorTimes>;

const settingsOfAll = {
  PORT: '0',
  HOST: '127.0.0.1',
  LINGER_MS: '150',
  // What a flooder has said is read at its pace, also when it is gone: a ping finds out sooner.
  KEEP_ALIVE_MS: '1000',
  CLOSE_TIMEOUT_MS: '300',
};

/** A Kazoo with a gateway in front of it, each in a process of its own. */
export class Installation implements AsyncDisposable {
  readonly kazoo: KazooInProcess;
  readonly url: string;
  readonly #gateway: Child;

  /** Whoever starts it disposes of it. */
  static async start({ kazoo: kazooOptions, settings, flags }: InstallationOptions): Promise<Installation> {
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
    return new Installation(kazoo, gateway, url);
  }

  private constructor(kazoo: KazooInProcess, gateway: Child, url: string) {
    this.kazoo = kazoo;
    this.url = url;
    this.#gateway = gateway;
  }

  /** An innocent client, before its subscription runs. Whoever starts it disposes of it. */
  controlClient(onClosed: (code: number) => void): Promise<ControlClient> {
    return ControlClient.start({ url: this.url, kazoo: this.kazoo, onClosed });
  }

  gauges(): Promise<Readonly<Record<string, number>>> {
    return this.#gateway.call('gauges', z.record(z.string(), z.number()));
  }

  /** How long the gateway's event loop took at most since the last call. */
  longestTurnMs(): Promise<number> {
    return this.#gateway.call('longestTurnMs', z.number());
  }

  /**
   * How long the gateway has run, and waited for a processor; undefined where the system does not
   * tell.
   */
  processorMs(): Promise<ProcessorTimes | undefined> {
    return this.#gateway.call('processorMs', processorTimes.optional());
  }

  /** The first lines that the gateway has logged as errors. */
  errors(): Promise<readonly string[]> {
    return this.#gateway.call('errors', z.array(z.string()));
  }

  /** Whether the gateway has forgotten all clients, and Kazoo the gateway. */
  async isForgotten(): Promise<boolean> {
    const { waitingChecks: _, ...others } = await this.gauges();
    const isLeft = Object.values(others).some((size) => size > 0);
    return !isLeft && (await this.kazoo.openSockets()) === 0;
  }

  /** Whether no token waits for its check: they go at Kazoo's pace, and their answers are kept. */
  async isChecked(): Promise<boolean> {
    const { waitingChecks = 0 } = await this.gauges();
    return waitingChecks === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#gateway.close(), this.kazoo[Symbol.asyncDispose]()]);
  }
}

import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { ManualClock } from '../../../src/simulator/manual-clock.ts';
import type { KazooSimulatorOptions } from '../../../src/simulator/simulator-options.ts';
import { RawClient } from './raw-client.ts';

/** Kazoo 5 whose time stands still, and a client that hears every call of `demo`. */
export class TimedKazoo5 {
  readonly clock: ManualClock;
  readonly kazoo: KazooSimulator;
  readonly client: RawClient;
  readonly accountId: string;

  static async start(options: KazooSimulatorOptions = {}): Promise<TimedKazoo5> {
    const clock = new ManualClock(Date.UTC(2026, 10, 24));
    const kazoo = await KazooSimulator.start({ ...options, version: '5', now: clock.now, after: clock.after });
    const client = await RawClient.open(kazoo.blackholeUrl);
    const accountId = kazoo.directory.account('demo').id;
    const auth_token = kazoo.issueToken({ accountId });
    await client.ask({ action: 'subscribe', auth_token, data: { binding: 'call.*.*' } });
    return new TimedKazoo5(clock, kazoo, client, accountId);
  }

  private constructor(clock: ManualClock, kazoo: KazooSimulator, client: RawClient, accountId: string) {
    this.clock = clock;
    this.kazoo = kazoo;
    this.client = client;
    this.accountId = accountId;
  }

  /** Calls that begin at this instant, `c0` and so on. */
  publishCalls(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.kazoo.publishCall(this.accountId, 'CHANNEL_CREATE', { call_id: `c${index}` });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
    await this.kazoo.close();
  }
}

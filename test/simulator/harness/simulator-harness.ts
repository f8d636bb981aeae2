import type { BlackholeModule } from '../../../src/simulator/blackhole/blackhole-settings.ts';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import { RawClient } from './raw-client.ts';
import type { TranscriptStep } from './transcript.ts';

export const accountA = 'a0000000000000000000000000000001';
export const accountB = 'b0000000000000000000000000000002';
const accountM = 'c0000000000000000000000000000000';
const accountD = 'd0000000000000000000000000000003';

// The month of the recording, which the names of month databases in the transcripts show.
const recordedAtMs = Date.UTC(2026, 10, 24, 3, 28);

/**
 * A simulator with the accounts and tokens of the recorded transcripts, and the clients of one
 * scene.
 */
export class SimulatorHarness {
  readonly kazoo: KazooSimulator;
  readonly #clients = new Map<string, RawClient>();

  static async start(version: KazooVersion): Promise<SimulatorHarness> {
    const kazoo = await KazooSimulator.start({ version, now: () => recordedAtMs });
    const { directory } = kazoo;
    directory.addAccount({ name: 'm', id: accountM, realm: 'm.realm.test', parentId: null, isSuperduperAdmin: true });
    const realm = version === '5' ? 'acme.sip.example.com' : 'a.realm.test';
    directory.addAccount({ name: 'a', id: accountA, realm, parentId: accountM });
    directory.addAccount({ name: 'b', id: accountB, realm: 'b.realm.test', parentId: accountM });
    directory.addAccount({ name: 'd', id: accountD, realm: 'd.realm.test', parentId: accountA });
    kazoo.registerToken('token-a', { accountId: accountA });
    kazoo.registerToken('token-b', { accountId: accountB });
    kazoo.registerToken('token-d', { accountId: accountD });
    kazoo.registerToken('token-master', { accountId: accountM });
    kazoo.registerToken('tmp', { accountId: accountA, ownerId: 'tmp' });
    return new SimulatorHarness(kazoo);
  }

  private constructor(kazoo: KazooSimulator) {
    this.kazoo = kazoo;
  }

  async perform(step: TranscriptStep): Promise<void> {
    switch (step.kind) {
      case 'send': {
        const client = await this.client(step.client);
        client.sendText(step.text);
        break;
      }
      case 'hook':
        this.kazoo.publish({ kind: 'call', accountId: step.accountId, payload: JSON.parse(step.payload) });
        break;
      case 'amqp':
        this.kazoo.publish({ kind: 'amqp', routingKey: step.routingKey, payload: JSON.parse(step.payload) });
        break;
      case 'operate':
        await this.#operate(step.order);
    }
  }

  /**
   * Resolves with what arrived, once `count` frames and whatever else was on its way are there.
   * Random parts are replaced.
   */
  async receivedBy(name: string, count: number): Promise<readonly string[]> {
    const client = await this.client(name);
    const received = await client.take(count);
    await client.settle();
    received.push(...(await client.take(client.waiting.length)));
    if (!client.isOpen) this.#clients.delete(name);
    return received.map(withoutRandomParts);
  }

  /** The open client of this name; a closed one is opened again, as in the recordings. */
  async client(name: string): Promise<RawClient> {
    let client = this.#clients.get(name);
    if (client === undefined) {
      client = await RawClient.open(this.kazoo.blackholeUrl);
      this.#clients.set(name, client);
    }
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients.values()) await client[Symbol.asyncDispose]();
    await this.kazoo.close();
  }

  async #operate(order: string): Promise<void> {
    const [verb, object = ''] = order.split(' ');
    const { kazoo } = this;
    if (verb === 'revoke') kazoo.revokeTokens({ accountId: accountA, ownerId: object });
    else if (verb === 'load') kazoo.blackhole.settings.modules.add(moduleNamed(object));
    else if (verb === 'unload') kazoo.blackhole.settings.modules.delete(moduleNamed(object));
    else if (verb === 'channel_events') kazoo.blackhole.settings.callEvents = object.split(',');
    else if (verb === 'close') {
      const client = await this.client(object);
      const before = kazoo.openSockets;
      await client[Symbol.asyncDispose]();
      this.#clients.delete(object);
      await kazoo.waitFor(() => kazoo.openSockets < before);
    } else throw new Error(`Nobody knows how to ${order}`);
  }
}

const modules: readonly BlackholeModule[] = ['ping', 'stream', 'notifications', 'live', 'dialog', 'relay'];

function moduleNamed(name: string): BlackholeModule {
  const found = modules.find((module) => module === name);
  if (found === undefined) throw new Error(`No module is called ${name}`);
  return found;
}

function withoutRandomParts(frame: string): string {
  return frame
    .replace(/^(\{"action":"reply","request_id":)"[0-9a-f]{32}"/, '$1"RAND"')
    .replace(/for 127\.0\.0\.1:\d+!/, 'for IP:PORT!');
}

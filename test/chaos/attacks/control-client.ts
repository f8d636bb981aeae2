import { RawClient } from '../../harness/raw-client.ts';
import type { KazooInProcess } from './kazoo-in-process.ts';

export interface ControlClientOptions {
  /** The URL of the gateway. */
  readonly url: string;
  readonly kazoo: KazooInProcess;
  /** Called with the close code when the gateway closes its connection. */
  readonly onClosed: (code: number) => void;
}

const account = 'other';
const prefix = 'control';

/** The innocent client beside an attacker: it sees the calls of an account of its own. */
export class ControlClient implements Disposable {
  readonly #client: RawClient;
  readonly #kazoo: KazooInProcess;
  readonly #waiting = new Map<string, () => void>();
  #published = 0;

  /** Resolves when its subscription runs. Whoever starts it disposes of it. */
  static async start({ url, kazoo, onClosed }: ControlClientOptions): Promise<ControlClient> {
    const authToken = await kazoo.token(account);
    const client = await RawClient.ready(url.replace('http', 'ws'), { authToken });
    client.subscribe('calls', 'subscription { callEvents { callId } }');
    client.webSocket.on('close', onClosed);
    return new ControlClient(client, kazoo);
  }

  private constructor(client: RawClient, kazoo: KazooInProcess) {
    this.#client = client;
    this.#kazoo = kazoo;
    client.webSocket.on('message', (data) => this.#receive(String(data)));
  }

  /** Lets Kazoo publish an event, and resolves when the client has it. */
  async seeEvent(): Promise<void> {
    this.#published += 1;
    const callId = `${prefix}-${this.#published}`;
    const seen = new Promise<void>((resolve) => this.#waiting.set(callId, resolve));
    await this.#kazoo.publishCall(account, 'CHANNEL_CREATE', callId);
    await seen;
  }

  [Symbol.dispose](): void {
    this.#client.webSocket.removeAllListeners('close').close();
  }

  #receive(text: string): void {
    const message = JSON.parse(text);
    if (message.type === 'ping') this.#client.send({ type: 'pong' });
    const callId: unknown = message.payload?.data?.callEvents?.callId;
    if (typeof callId !== 'string') return;
    this.#waiting.get(callId)?.();
    this.#waiting.delete(callId);
  }
}

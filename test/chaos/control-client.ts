import { RawClient } from '../harness/raw-client.ts';
import type { Chaos } from './chaos.ts';

const account = 'other';
const prefix = 'control';

/** The innocent client beside an attacker: it sees the calls of an account of its own. */
export class ControlClient implements Disposable {
  readonly #client: RawClient;
  readonly #chaos: Chaos;
  readonly #waiting = new Map<string, () => void>();
  #published = 0;

  /** Resolves when its first event has come. Whoever starts it disposes of it. */
  static async start(chaos: Chaos): Promise<ControlClient> {
    const authToken = chaos.token(account);
    const client = await RawClient.ready(chaos.gateway.url.replace('http', 'ws'), { authToken });
    client.subscribe('calls', 'subscription { callEvents { callId } }');
    const control = new ControlClient(client, chaos);
    await chaos.until('the innocent client is subscribed', () => chaos.gateway.gauges.liveTopics() > 0);
    await control.seeEvent();
    return control;
  }

  private constructor(client: RawClient, chaos: Chaos) {
    this.#client = client;
    this.#chaos = chaos;
    client.webSocket.on('message', (data) => this.#receive(String(data)));
    client.webSocket.on('close', (code) => chaos.problem(`the innocent client was closed with ${code}`));
  }

  /** Lets Kazoo publish an event, and resolves when the client has it. */
  async seeEvent(): Promise<void> {
    this.#published += 1;
    const callId = `${prefix}-${this.#published}`;
    const seen = new Promise<void>((resolve) => this.#waiting.set(callId, resolve));
    this.#chaos.kazoo.publishCall(this.#chaos.accountId(account), 'CHANNEL_CREATE', { call_id: callId });
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

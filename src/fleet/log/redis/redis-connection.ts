import type { RedisClientType } from '@redis/client';
import type { Endpoint, RedisAddress } from '../../../config/redis-address.ts';

const connectTimeoutMs = 5_000;
/** What one command subscribes: all would make a single line of megabytes. */
const channelsPerCommand = 1_000;

type Client = RedisClientType;

/** Called synchronously, in the order of the engine. */
export type OnMessage = (message: Buffer, channel: string) => void;

/**
 * Two connections to one engine, for commands and for messages. They never reconnect: what one of
 * them missed would be unknown.
 */
export class RedisConnection {
  readonly #commands: Client;
  readonly #messages: Client;
  readonly #onMessage: (message: Buffer, channel: Buffer) => void;
  /** The last change of subscriptions; undefined where none is under way. */
  #changed: Promise<unknown> | undefined;

  private constructor(commands: Client, messages: Client, onMessage: OnMessage) {
    this.#commands = commands;
    this.#messages = messages;
    this.#onMessage = (message, channel) => onMessage(message, channel.toString());
  }

  /** `name` is how the engine lists them. A failure after it was opened is told to `onLost`. */
  static async open(
    address: RedisAddress,
    name: string,
    onMessage: OnMessage,
    onLost: (error: Error) => void,
    signal: AbortSignal,
  ): Promise<RedisConnection> {
    const endpoint = await engineOf(address, signal);
    const opening = ['commands', 'messages'].map((use) => connected(endpoint, address, `${name}:${use}`, signal));
    const outcomes = await Promise.allSettled(opening);
    const [commands, messages] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    if (commands === undefined || messages === undefined) {
      commands?.destroy();
      const cause: unknown = outcomes.find((outcome) => outcome.status === 'rejected')?.reason;
      throw new Error(`${endpoint.host}:${endpoint.port} lets nobody in: ${wordsOf(cause)}`, { cause });
    }
    commands.once('error', onLost);
    messages.once('error', onLost);
    return new RedisConnection(commands, messages, onMessage);
  }

  /** Rejects with the engine's error. */
  send(words: readonly string[]): Promise<unknown> {
    return this.#commands.sendCommand(words);
  }

  subscribe(channels: readonly string[]): Promise<void> {
    return this.#change(channels, (chunk) => this.#messages.subscribe(chunk, this.#onMessage, true));
  }

  unsubscribe(channels: readonly string[]): Promise<void> {
    return this.#change(channels, (chunk) => this.#messages.unsubscribe(chunk, this.#onMessage, true));
  }

  /**
   * One after another: the client takes a channel for subscribed that it was told to leave before
   * it had the reply of its subscription.
   */
  async #change(channels: readonly string[], change: (chunk: string[]) => Promise<void>): Promise<void> {
    if (channels.length === 0) return;
    const begin = (): Promise<unknown> => Promise.all(chunksOf(channels).map(change));
    const changed = this.#changed === undefined ? begin() : this.#changed.then(begin);
    const ended = changed.catch(() => undefined); // Whoever asked is told.
    this.#changed = ended;
    await changed;
    if (this.#changed === ended) this.#changed = undefined;
  }

  close(): void {
    this.#commands.destroy();
    this.#messages.destroy();
  }
}

function chunksOf(channels: readonly string[]): readonly string[][] {
  const count = Math.ceil(channels.length / channelsPerCommand);
  return Array.from({ length: count }, (_, index) =>
    channels.slice(index * channelsPerCommand, (index + 1) * channelsPerCommand),
  );
}

/** Loads the client for the first who needs an engine. */
async function connected(
  endpoint: Endpoint,
  address: RedisAddress,
  name: string,
  signal: AbortSignal,
): Promise<Client> {
  const { createClient } = await import('@redis/client');
  signal.throwIfAborted();
  const { username, password, database, isTls } = address;
  const client: Client = createClient({
    name,
    database,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    socket: {
      ...endpoint,
      ...(isTls ? { tls: true } : {}),
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: false,
    },
  });
  // Whoever connects is told by a rejection; without any listener an event would end the process.
  client.on('error', () => undefined);
  // An engine that accepts and says nothing would keep each attempt for ever.
  signal.addEventListener('abort', () => client.destroy(), { once: true });
  await client.connect();
  return client;
}

/** Asks all Sentinels at once for the engine: the first answer counts. */
async function engineOf({ masterName, endpoints, ...address }: RedisAddress, signal: AbortSignal): Promise<Endpoint> {
  const [only] = endpoints;
  if (masterName === undefined && only !== undefined) return only;
  const signIn = {
    ...address,
    masterName,
    endpoints,
    username: undefined,
    password: address.sentinelPassword,
    database: 0,
  };
  const asked = endpoints.map(async (endpoint) => {
    const client = await connected(endpoint, signIn, 'fleet', signal);
    try {
      const found: unknown = await client.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName ?? '']);
      if (!Array.isArray(found)) throw new Error(`${masterName} is not known`);
      return { host: String(found[0]), port: Number(found[1]) };
    } finally {
      client.destroy();
    }
  });
  try {
    return await Promise.any(asked);
  } catch (error) {
    throw new Error(`no Sentinel tells where the engine is: ${wordsOf(error)}`, { cause: error });
  }
}

/** Node.js' errors of several addresses have no words of their own. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

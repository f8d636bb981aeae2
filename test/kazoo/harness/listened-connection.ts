import {
  BlackholeConnection,
  type BlackholeConnectionOptions,
} from '../../../src/kazoo/blackhole/blackhole-connection.ts';
import type { DisconnectReason } from '../../../src/kazoo/blackhole/disconnect-reason.ts';
import { Inbox } from '../../harness/inbox.ts';
import { BlackholeDouble, type BlackholeDoubleOptions } from './blackhole-double.ts';

export type Happening =
  | { readonly kind: 'open' }
  | { readonly kind: 'event'; readonly data: unknown }
  | { readonly kind: 'stray' }
  | { readonly kind: 'overflow'; readonly from: Date; readonly certain: boolean }
  | { readonly kind: 'close'; readonly reason: DisconnectReason; readonly completeUntilMs: number | undefined };

/** A connection whose happenings wait until they are asked for. */
export class ListenedConnection {
  readonly connection: BlackholeConnection;
  readonly #happenings = new Inbox<Happening>();

  constructor(url: string, options: Partial<BlackholeConnectionOptions> = {}) {
    const settings = {
      connectTimeoutMs: 5_000,
      replyTimeoutMs: 5_000,
      pingIntervalMs: 20_000,
      pongTimeoutMs: 5_000,
      maxFrameBytes: 100_000,
      commandPace: { burst: 80, perSecond: 9, maxInFlight: 10 },
    };
    this.connection = new BlackholeConnection(
      { url, ...settings, ...options },
      {
        onOpen: () => this.#happenings.put({ kind: 'open' }),
        onEvent: ({ data }) => this.#happenings.put({ kind: 'event', data }),
        onReadyForCommand: () => undefined,
        onOverflow: (from, certain) => this.#happenings.put({ kind: 'overflow', from, certain }),
        onStrayFrame: () => this.#happenings.put({ kind: 'stray' }),
        onClose: (reason, completeUntilMs) => this.#happenings.put({ kind: 'close', reason, completeUntilMs }),
      },
    );
  }

  /** What has happened and was not asked for yet. */
  get happenings(): readonly Happening[] {
    return this.#happenings.waiting;
  }

  next(): Promise<Happening> {
    return this.#happenings.next();
  }
}

/** A connection that is open, and both its ends. */
export async function connected(
  options: Partial<BlackholeConnectionOptions> = {},
  server: BlackholeDoubleOptions = {},
) {
  const blackhole = await BlackholeDouble.start(server);
  const opening = blackhole.socket();
  const listened = new ListenedConnection(blackhole.url, options);
  const socket = await opening;
  await listened.next();
  return {
    blackhole,
    listened,
    socket,
    connection: listened.connection,
    [Symbol.asyncDispose]: () => blackhole[Symbol.asyncDispose](),
  };
}

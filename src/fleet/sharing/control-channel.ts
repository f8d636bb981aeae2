import { RateLimit } from '../../limits/rate-limit.ts';
import type { FleetLog } from '../log/fleet-log.ts';

/** A renewed token, sealed, is the longest that is told: eleven thousand bytes at most. */
const maxMessageLength = 16_384;
/** Beyond that, messages are lost, as some may be anyway. */
const maxToldPerSecond = 1_000;
const maxHeardPerSecond = 5_000;
const second = { windowMs: 1_000 } as const;

/**
 * What instances tell all others beside the entries of accounts: nothing is stored, some of it may
 * be lost, and whoever may write to the engine can tell anything.
 */
export class ControlChannel {
  readonly #log: Pick<FleetLog, 'instanceId' | 'broadcast'>;
  readonly #listeners = new Map<string, (text: string) => void>();
  readonly #told = new RateLimit({ maxUses: maxToldPerSecond, ...second });
  readonly #heard = new RateLimit({ maxUses: maxHeardPerSecond, ...second });

  constructor(log: Pick<FleetLog, 'instanceId' | 'broadcast'>) {
    this.#log = log;
  }

  /** Calls the listener with what others tell of a kind, which is a word. It must not throw. */
  on(kind: string, listener: (text: string) => void): void {
    this.#listeners.set(kind, listener);
  }

  /** Tells all others. Lost while the engine is away. */
  tell(kind: string, text: string): void {
    const message = `${kind} ${text}`;
    if (message.length > maxMessageLength || this.#told.use('') > 0) return;
    // The log has told of the outage by itself.
    this.#log.broadcast(message).catch(() => undefined);
  }

  /** Takes a broadcast; one of this instance, or of a kind of a later version, is nobody's. */
  receive(from: string, message: string): void {
    if (from === this.#log.instanceId || message.length > maxMessageLength || this.#heard.use('') > 0) return;
    const blank = message.indexOf(' ');
    this.#listeners.get(message.slice(0, blank))?.(message.slice(blank + 1));
  }
}

import type { FleetLog } from '../log/fleet-log.ts';

/** Reads what another instance told of a list; must not throw. */
type Hear = (text: string) => void;

/** One list of an account, as those instances share it that have it open. */
export interface SharedList {
  /** Whether others can be told, and asked, right now. */
  readonly isShared: boolean;
  /**
   * 0 where this instance is to ask Kazoo, else the milliseconds until another one's turn is over.
   *
   * @throws while the engine is away.
   */
  takeTurn(pauseMs: number): Promise<number>;
  /** Tells the others; false where it is too much, and they are told of that. */
  tell(text: string): boolean;
  /** Must be called once. */
  close(): void;
}

/** Larger answers are not shared: they would hold up what the engine brings of events. */
const maxAnswerLength = 524_288;
/** Of all lists; the engine drops who reads more slowly. */
const maxLengthPerSecond = 4_194_304;
const windowMs = 1_000;

/**
 * The lists of accounts that several instances show: one of them asks Kazoo, in turns, and tells
 * the others its answer. It is not kept, and may be lost: then another one asks an interval later.
 */
export class SharedLists {
  readonly #log: Pick<FleetLog, 'instanceId' | 'follow' | 'unfollow' | 'publish' | 'takeTurn'>;
  readonly #isFleet: () => boolean;
  readonly #open = new Map<string, Hear>();
  #windowEndsAtMs = 0;
  #toldLength = 0;

  /** @param isFleet whether this instance is one of the fleet right now, rather than by itself */
  constructor(
    log: Pick<FleetLog, 'instanceId' | 'follow' | 'unfollow' | 'publish' | 'takeTurn'>,
    isFleet: () => boolean,
  ) {
    this.#log = log;
    this.#isFleet = isFleet;
  }

  /**
   * @param name of the list, and of the form of its answers
   * @param hear called with each answer of another instance; `undefined` for one that was too much
   */
  open(accountId: string, name: string, hear: (text: string | undefined) => void): SharedList {
    // A channel of its own: who shows a list need not read the account's events.
    const channel = `${accountId}/${name}`;
    const receive: Hear = (text) => hear(text === '' ? undefined : text);
    this.#open.set(channel, receive);
    const isShared = this.#isFleet;
    const log = this.#log;
    // Where it fails, it counts from the next time on that the engine is there.
    log.follow(channel).catch(() => undefined);
    return {
      get isShared() {
        return isShared();
      },
      takeTurn: (pauseMs) => log.takeTurn(channel, pauseMs),
      tell: (text) => this.#tell(channel, text),
      close: () => {
        if (this.#open.get(channel) === receive) this.#open.delete(channel);
        log.unfollow(channel);
      },
    };
  }

  /** Takes what an instance told. */
  receive(channel: string, from: string, text: string): void {
    if (from !== this.#log.instanceId && text.length <= maxAnswerLength) this.#open.get(channel)?.(text);
  }

  #tell(channel: string, text: string): boolean {
    const isTold = text.length <= maxAnswerLength && this.#mayTell(text.length);
    // Whoever is not told asks Kazoo.
    this.#log.publish(channel, isTold ? text : '').catch(() => undefined);
    return isTold;
  }

  #mayTell(length: number): boolean {
    const nowMs = performance.now();
    if (nowMs >= this.#windowEndsAtMs) {
      this.#windowEndsAtMs = nowMs + windowMs;
      this.#toldLength = 0;
    }
    this.#toldLength += length;
    return this.#toldLength <= maxLengthPerSecond;
  }
}

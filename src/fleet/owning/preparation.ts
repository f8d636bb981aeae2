import type { AccountEntry } from '../entries/account-entry.ts';
import type { FleetLog } from '../log/fleet-log.ts';
import type { MadeTopics } from '../source/made-topics.ts';
import type { OwnConnection } from '../source/own-connection.ts';
import { unionOfWants } from './union-of-wants.ts';

/** A predecessor that does not hand over in that time is not waited for. */
const timeoutMs = 15_000;

interface Expected {
  readonly timer: NodeJS.Timeout;
  isReady: boolean;
  /** What the predecessor has begun to make of events and not told, by binding. */
  readonly unfinished: Map<string, readonly string[]>;
}

/** Gets this instance ready to take an account over: its own connection holds what it brings. */
export class Preparation {
  readonly #accountId: string;
  readonly #log: Pick<FleetLog, 'wants'>;
  readonly #connection: OwnConnection;
  readonly #onOver: () => void;
  /** Set while a predecessor is about to hand the account over. */
  #expected: Expected | undefined;

  /** @param onOver the predecessor did not hand over in time */
  constructor(accountId: string, log: Pick<FleetLog, 'wants'>, connection: OwnConnection, onOver: () => void) {
    this.#accountId = accountId;
    this.#log = log;
    this.#connection = connection;
    this.#onOver = onOver;
  }

  get isUnderWay(): boolean {
    return this.#expected !== undefined;
  }

  /** Whether the own connection brings what is wanted, as far as Kazoo confirms it, and has it. */
  get isReady(): boolean {
    return this.#expected?.isReady === true && !this.#connection.held.hasOverflowed;
  }

  /**
   * Resolves when `isReady`; to false where it was begun again before that.
   *
   * @throws what the log throws, and an `Error` where that takes too long.
   */
  async begin(): Promise<boolean> {
    this.drop();
    const timer = setTimeout(() => {
      this.drop();
      this.#onOver();
    }, timeoutMs);
    const expected = { timer, isReady: false, unfinished: new Map<string, readonly string[]>() };
    this.#expected = expected;
    const { byInstance } = await this.#log.wants(this.#accountId);
    if (this.#expected === expected) {
      this.#connection.want(unionOfWants(byInstance));
      await this.#connection.untilComplete();
    }
    if (this.#expected === undefined) throw new Error('The account was not handed over in time.');
    expected.isReady = true;
    return this.#expected === expected;
  }

  /** Hot: the log brings an entry. */
  brought(entry: AccountEntry): void {
    if (entry.kind === 'unfinished') this.#expected?.unfinished.set(entry.binding, entry.ids);
  }

  /** Of what is made of events: the bindings of which this instance will tell the rest. */
  tells(made: Pick<MadeTopics, 'follows'>): readonly string[] {
    const unfinished = [...(this.#expected?.unfinished ?? [])];
    return unfinished.flatMap(([binding, ids]) => (made.follows(this.#accountId, binding, ids) ? [binding] : []));
  }

  /** The own connection stays as it is. Idempotent. */
  drop(): void {
    clearTimeout(this.#expected?.timer);
    this.#expected = undefined;
  }
}

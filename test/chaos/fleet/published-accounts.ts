import { setTimeout as delay } from 'node:timers/promises';
import type { KazooSimulator } from '../../../src/simulator/kazoo-simulator.ts';
import type { Random } from '../../../src/simulator/random.ts';
import { callEvents, type Entry, Journal } from '../journal.ts';
import type { AccountEntries } from './crowd-messages.ts';

/** Longer than any run; no two tokens are the same, as those of people are not. */
const tokenSeconds = 86_400;

/** What is asked of a fleet. */
export interface FleetLoad {
  readonly rounds: number;
  /** Over how many its clients and events are spread. */
  readonly accounts: number;
}

/** The accounts whose events a fleet's clients watch. */
export class PublishedAccounts {
  readonly #kazoo: KazooSimulator;
  readonly #journals: readonly Journal[];
  #calls = 0;
  #tokens = 0;

  constructor(kazoo: KazooSimulator, random: Random, count: number) {
    this.#kazoo = kazoo;
    this.#journals = Array.from({ length: count }, (_, index) => {
      const users = [{ username: 'user', password: 'secret' }];
      return new Journal(kazoo.directory.addAccount({ name: `account ${index}`, users }).id, kazoo, random);
    });
  }

  get ids(): readonly string[] {
    return this.#journals.map(({ accountId }) => accountId);
  }

  get size(): number {
    return this.#journals.length;
  }

  /** How many events were published, of all accounts. */
  get published(): number {
    return this.#journals.reduce((total, { next }) => total + next, 0);
  }

  /** By account, the number that its next event will have. */
  get next(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#journals.map(({ accountId, next }) => [accountId, next]));
  }

  get entries(): readonly AccountEntries[] {
    return this.#journals.map(({ accountId, entries }) => ({ accountId, entries: [...entries] }));
  }

  /** The last event of each kind. */
  get last(): readonly AccountEntries[] {
    return this.#journals.map(({ accountId, entries }) => {
      const last = callEvents.flatMap((kind) => entries.findLast((entry) => entry.kind === kind) ?? []);
      return { accountId, entries: last.toSorted((one: Entry, other: Entry) => one.number - other.number) };
    });
  }

  /** A call of the account whose turn it is. */
  call(): void {
    this.#journals[this.#calls % this.size]?.call();
    this.#calls += 1;
  }

  oneOfEach(): void {
    for (const journal of this.#journals) journal.oneOfEach();
  }

  /** A token of a user of the account. */
  token(accountId: string): string {
    const ownerId = this.#kazoo.directory.find(accountId)?.users[0]?.id;
    this.#tokens += 1;
    return this.#kazoo.issueToken({
      accountId,
      lifetimeSeconds: tokenSeconds + this.#tokens,
      ...(ownerId === undefined ? {} : { ownerId }),
    });
  }

  /** Publishes calls, evenly, until the returned function is called. */
  keepPublishing(eventsPerSecond: number): () => Promise<void> {
    let isOver = false;
    const run = async (): Promise<void> => {
      const beganAtMs = performance.now();
      for (let published = 0; !isOver; ) {
        const due = ((performance.now() - beganAtMs) * eventsPerSecond) / 1_000;
        for (; published < due; published += 1) this.call();
        await delay(1_000 / eventsPerSecond);
      }
    };
    const running = run();
    return () => {
      isOver = true;
      return running;
    };
  }
}

import pLimit from 'p-limit';
import type { AccountHead, AccountLease, AcquireOutcome, HeldLease } from './account-lease.ts';
import type { EngineLink, OpenLink } from './engine-link.ts';
import type { AppendOutcome, Batch, FleetPage, PageLimit, Position } from './fleet-entry.ts';
import type {
  AccountWants,
  BeatOutcome,
  FleetLog,
  FleetLogListener,
  Instance,
  InstanceFacts,
  Want,
} from './fleet-log.ts';
import { ProvedLink } from './proved-link.ts';

/** What one call asks the engine about: it serves nobody else meanwhile. */
const accountsPerCall = 500;
/**
 * Calls under way at a time, beside marks, beats and entries, which never wait: thousands of
 * accounts that ask at once would take so long that the engine seemed to be away.
 */
const callsAtOnce = 200;
/** Pages may have megabytes. */
const pagesAtOnce = 8;

/** A log on an engine that links lead to. */
export class LinkedLog implements FleetLog {
  readonly instanceId: string;
  readonly #link: ProvedLink;
  /** How many follow each account. */
  readonly #follows = new Map<string, number>();
  /** Followed, and no longer followed, since subscriptions were changed last. */
  readonly #joined = new Set<string>();
  readonly #left = new Set<string>();
  readonly #calls = pLimit(callsAtOnce);
  readonly #pages = pLimit(pagesAtOnce);
  /** The change that is due, and the end of the last one. */
  #changing: Promise<void> | undefined;
  #changed: Promise<void> = Promise.resolve();

  constructor(instanceId: string, openLink: OpenLink) {
    this.instanceId = instanceId;
    this.#link = new ProvedLink(instanceId, openLink, () => [...this.#follows.keys()]);
  }

  get epoch(): string | undefined {
    return this.#link.epoch;
  }

  start(facts: InstanceFacts, listener: FleetLogListener): void {
    this.#link.start(facts, listener);
  }

  mark(facts: InstanceFacts): void {
    this.#link.setFacts(facts);
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  instances(): Promise<readonly Instance[]> {
    return this.#inTurn((link) => link.instances());
  }

  head(accountId: string): Promise<AccountHead> {
    return this.#inTurn((link) => link.head(accountId));
  }

  async heads(accountIds: readonly string[]): Promise<ReadonlyMap<string, Position>> {
    const heads = chunksOf(accountIds).map((chunk) => this.#inTurn((link) => link.heads(chunk)));
    return new Map((await Promise.all(heads)).flatMap((chunk) => [...chunk]));
  }

  latest(): Promise<Position> {
    return this.#inTurn((link) => link.latest());
  }

  async leases(accountIds: readonly string[]): Promise<ReadonlyMap<string, AccountLease>> {
    const leases = chunksOf(accountIds).map((chunk) => this.#inTurn((link) => link.leases(chunk)));
    return new Map((await Promise.all(leases)).flatMap((chunk) => [...chunk]));
  }

  acquire(accountId: string, expected: AccountLease | undefined, seenUntil: Position): Promise<AcquireOutcome> {
    return this.#inTurn((link, epoch) => link.acquire(accountId, epoch, expected, seenUntil));
  }

  async beat(owned: readonly HeldLease[]): Promise<BeatOutcome> {
    const beats = chunksOf(owned).map((chunk) => this.#link.ask((link) => link.beat(chunk)));
    const outcomes = await Promise.all(beats);
    return {
      lost: outcomes.flatMap(({ lost }) => lost),
      wantVersions: new Map(outcomes.flatMap(({ wantVersions }) => [...wantVersions])),
    };
  }

  transfer(accountId: string, fence: number, toInstance: string): Promise<number | undefined> {
    return this.#inTurn((link) => link.transfer(accountId, fence, toInstance));
  }

  appoint(accountId: string, fence: number, standbyId: string | undefined): Promise<boolean> {
    return this.#inTurn((link) => link.appoint(accountId, fence, standbyId));
  }

  release(accountId: string, fence: number): Promise<void> {
    return this.#inTurn((link) => link.release(accountId, fence));
  }

  async append(batches: readonly Batch[]): Promise<readonly AppendOutcome[]> {
    return await this.#link.ask((link) => link.append(batches));
  }

  async follow(accountId: string): Promise<void> {
    this.#follows.set(accountId, (this.#follows.get(accountId) ?? 0) + 1);
    // Asked for although others follow: their question may still be on its way.
    this.#left.delete(accountId);
    this.#joined.add(accountId);
    await this.#changeSubscriptions();
  }

  unfollow(accountId: string): void {
    const followers = this.#follows.get(accountId) ?? 0;
    if (followers > 1) {
      this.#follows.set(accountId, followers - 1);
      return;
    }
    if (!this.#follows.delete(accountId)) return;
    this.#joined.delete(accountId);
    this.#left.add(accountId);
    // A link that cannot be asked has ended, and so have its subscriptions.
    this.#changeSubscriptions().catch(() => undefined);
  }

  /**
   * Sends together what changes in this turn, and while the last change is under way, since a link
   * makes one after another: it may be thousands of accounts.
   */
  #changeSubscriptions(): Promise<void> {
    this.#changing ??= this.#changed.then(() => {
      const [joined, left] = [[...this.#joined], [...this.#left]];
      this.#joined.clear();
      this.#left.clear();
      this.#changing = undefined;
      const changed = this.#link.askEarly(async (link) => {
        await Promise.all([link.subscribe(joined), link.unsubscribe(left)]);
      });
      this.#changed = changed.catch(() => undefined); // Whoever asked is told.
      return changed;
    });
    return this.#changing;
  }

  read(
    accountId: string,
    epoch: string,
    after: Position,
    until: Position,
    limit: PageLimit,
  ): Promise<FleetPage | undefined> {
    return this.#pages(() => this.#link.ask((link) => link.read(accountId, epoch, after, until, limit)));
  }

  want(accountId: string, wanted: readonly Want[], unwanted: readonly string[]): Promise<number> {
    return this.#inTurn((link) => link.want(accountId, wanted, unwanted));
  }

  wants(accountId: string): Promise<AccountWants> {
    return this.#inTurn((link) => link.wants(accountId));
  }

  renewEpoch(expected: string): Promise<string> {
    return this.#inTurn((link) => link.renewEpoch(expected));
  }

  send(instanceId: string, text: string): Promise<void> {
    return this.#inTurn((link) => link.send(instanceId, text));
  }

  broadcast(text: string): Promise<void> {
    return this.#inTurn((link) => link.broadcast(text));
  }

  publish(accountId: string, text: string): Promise<void> {
    return this.#inTurn((link) => link.publish(accountId, text));
  }

  takeTurn(name: string, pauseMs: number): Promise<number> {
    return this.#inTurn((link) => link.takeTurn(name, pauseMs));
  }

  #inTurn<Reply>(question: (link: EngineLink, epoch: string) => Promise<Reply>): Promise<Reply> {
    return this.#calls(() => this.#link.ask(question));
  }
}

function chunksOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / accountsPerCall);
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * accountsPerCall, (index + 1) * accountsPerCall),
  );
}

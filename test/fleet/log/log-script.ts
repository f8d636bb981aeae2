import type { AccountHead, AccountLease } from '../../../src/fleet/log/account-lease.ts';
import type { Batch, NewEntry, Position } from '../../../src/fleet/log/fleet-entry.ts';
import type { FleetLog } from '../../../src/fleet/log/fleet-log.ts';
import type { RecordedLog } from './recorded-log.ts';

export type Step =
  | {
      readonly kind: 'acquire';
      readonly instance: number;
      readonly account: string;
      readonly isStale: boolean;
      /** How far back from what was told last; 0 is later than all. */
      readonly seen: number;
    }
  | { readonly kind: 'beat' | 'release'; readonly instance: number; readonly account: string }
  | { readonly kind: 'transfer'; readonly instance: number; readonly account: string; readonly to: number }
  | { readonly kind: 'appoint'; readonly instance: number; readonly account: string; readonly to: number | null }
  | {
      readonly kind: 'append';
      readonly instance: number;
      readonly account: string;
      readonly bodies: readonly string[];
      readonly begins: readonly string[];
      readonly ends: readonly string[];
      readonly areStatuses: boolean;
      readonly restored: number;
      readonly keep: number;
      readonly fault: string;
    }
  | { readonly kind: 'look'; readonly account: string }
  | { readonly kind: 'read'; readonly account: string; readonly after: number; readonly entries: number }
  | {
      readonly kind: 'want';
      readonly instance: number;
      readonly account: string;
      readonly wanted: readonly string[];
      readonly unwanted: readonly string[];
    }
  | { readonly kind: 'renewEpoch'; readonly isStale: boolean };

/**
 * Plays calls on the logs of two instances, and tells what came of them in words that are the same
 * on every engine: positions and fences by their rank, epochs by their number.
 */
export class LogScript {
  readonly #instances: readonly RecordedLog[];
  readonly #leases = new Map<string, AccountLease>();
  /** Positions of each account, in their order. */
  readonly #positions = new Map<string, Position[]>();
  readonly #batches = new Map<string, Batch>();
  readonly #ranks: number[] = [];
  readonly #fences: number[] = [];
  readonly #epochs: string[] = [];
  #batchCount = 0;

  constructor(instances: readonly RecordedLog[]) {
    this.#instances = instances;
  }

  async play(steps: readonly Step[]): Promise<readonly unknown[]> {
    const outcomes: unknown[] = [];
    await Promise.all(['acme', 'globex'].map((account) => this.#log(1).follow(account)));
    for (const step of steps) outcomes.push([step.kind, await this.#play(step)]);
    // A mark of the end: all that was told before has come.
    await this.#log(0).send('1', 'end');
    const [, listener] = this.#instances;
    await listener?.until(() => listener.of('onMessage').length > 0);
    const told = listener
      ?.of('onEntries')
      .map(([account, epoch, entries]) => [
        account,
        this.#epochName(epoch),
        entries.map(({ position, previous, body }) => [this.#rank(position), this.#rank(previous), body]),
      ]);
    const leases = listener?.of('onLease').map(([account, lease]) => [account, this.#leaseName(lease)]);
    return [...outcomes, told, leases];
  }

  async #play(step: Step): Promise<unknown> {
    switch (step.kind) {
      case 'acquire':
        return await this.#acquire(step);
      case 'beat': {
        const { lost, wantVersions } = await this.#log(step.instance).beat([this.#held(step.account)]);
        const lease = this.#leases.get(step.account);
        if (lost.length === 0 && lease !== undefined)
          this.#leases.set(step.account, { ...lease, beat: lease.beat + 1 });
        return [lost, [...wantVersions.values()].map((version) => version > 0)];
      }
      case 'release':
        return await this.#log(step.instance).release(step.account, this.#held(step.account).fence);
      case 'transfer': {
        const { account, to } = step;
        const fence = await this.#log(step.instance).transfer(account, this.#held(account).fence, `${to}`);
        if (fence !== undefined) this.#leases.set(account, { instanceId: `${to}`, fence, beat: 0 });
        return fence === undefined ? undefined : rankIn(this.#fences, fence);
      }
      case 'appoint': {
        const { account, to } = step;
        const standbyId = to === null ? undefined : `${to}`;
        return await this.#log(step.instance).appoint(account, this.#held(account).fence, standbyId);
      }
      case 'append':
        return await this.#append(step);
      case 'look':
        return await this.#look(step.account);
      case 'read': {
        const after = this.#seen(step.account, step.after);
        const epoch = this.#log(0).epoch ?? '';
        const limit = { entries: step.entries, bytes: 8 };
        const page = await this.#log(0).read(step.account, epoch, after, Number.MAX_SAFE_INTEGER, limit);
        return page && [page.isLast, page.entries.map(({ position, body }) => [this.#rank(position), body])];
      }
      case 'want': {
        const wanted = step.wanted.map((binding) => ({ binding, via: [`via ${binding}`] }));
        await this.#log(step.instance).want(step.account, wanted, step.unwanted);
        const { byInstance } = await this.#log(0).wants(step.account);
        return [...byInstance].map(([id, wants]) => [id, wants.map(({ binding }) => binding).sort()]).sort();
      }
      case 'renewEpoch': {
        const epoch = this.#log(0).epoch ?? '';
        const renewed = await this.#log(0).renewEpoch(step.isStale ? 'stale' : epoch);
        await Promise.all(this.#instances.map((instance) => instance.until(({ log }) => log.epoch === renewed)));
        if (!step.isStale) this.#positions.clear();
        return this.#epochName(renewed);
      }
    }
  }

  async #acquire({ instance, account, isStale, seen }: Extract<Step, { kind: 'acquire' }>): Promise<unknown> {
    const current = (await this.#log(instance).leases([account])).get(account);
    const expected = isStale ? this.#leases.get(account) : current;
    const outcome = await this.#log(instance).acquire(account, expected, this.#seen(account, seen));
    if (outcome.kind !== 'acquired') return outcome.kind;
    this.#leases.set(account, outcome.head.lease);
    return this.#headName(outcome.head);
  }

  async #append(step: Extract<Step, { kind: 'append' }>): Promise<unknown> {
    const { account, bodies, begins, ends, areStatuses, fault } = step;
    const log = this.#log(step.instance);
    const positions = this.#positions.get(account) ?? [];
    const previous = positions.at(-1) ?? 0;
    const putBackFrom = Math.max(previous, (await log.head(account)).reachesBackTo);
    this.#batchCount += 1;
    const batch: Batch = {
      accountId: account,
      epoch: fault === 'epoch' ? 'another' : (log.epoch ?? ''),
      fence: this.#held(account).fence + (fault === 'fence' ? 1 : 0),
      previous: previous + (fault === 'previous' ? 1 : 0),
      batchId: `batch ${this.#batchCount}`,
      entries: bodies.map((body, index): NewEntry => {
        // Far enough from what is new that the order of both is the same on every engine.
        const position = putBackFrom + 1 + index;
        const entry = { body, begins, ends, ...(areStatuses && { isStatus: true as const }) };
        return index < step.restored ? { ...entry, position } : entry;
      }),
      keepAfter: positions[positions.length - 1 - step.keep] ?? 0,
    };
    const sent = fault === 'again' ? (this.#batches.get(account) ?? batch) : batch;
    const [outcome] = await log.append([sent]);
    if (outcome?.kind !== 'appended') return outcome?.kind;
    this.#batches.set(account, sent);
    const known = new Set(positions);
    this.#positions.set(account, [...positions, ...outcome.positions.filter((position) => !known.has(position))]);
    return [outcome.positions.map((position) => this.#rank(position)), this.#rank(outcome.reachesBackTo)];
  }

  async #look(account: string): Promise<unknown> {
    const log = this.#log(1);
    const [head, heads] = await Promise.all([log.head(account), log.heads([account])]);
    return [this.#headName(head), heads.get(account) === head.position];
  }

  #log(instance: number): FleetLog {
    const found = this.#instances[instance];
    if (found === undefined) throw new Error(`there is no instance ${instance}`);
    return found.log;
  }

  #held(account: string): { readonly accountId: string; readonly fence: number } {
    return { accountId: account, fence: this.#leases.get(account)?.fence ?? 0 };
  }

  #seen(account: string, back: number): Position {
    const positions = this.#positions.get(account) ?? [];
    return back === 0 ? Number.MAX_SAFE_INTEGER : (positions[positions.length - back] ?? 0);
  }

  #headName({ epoch, position, reachesBackTo, completeSince, status, isConfirmed, lease }: AccountHead): unknown {
    const complete = [...completeSince].map(([binding, since]) => [binding, this.#rank(since)]).sort();
    const places = [this.#rank(position), this.#rank(reachesBackTo)];
    return [this.#epochName(epoch), ...places, complete, status, isConfirmed, this.#leaseName(lease)];
  }

  #leaseName(lease: AccountLease | undefined): unknown {
    return lease && [lease.instanceId, rankIn(this.#fences, lease.fence), lease.beat, lease.standbyId];
  }

  #epochName(epoch: string): number {
    return rankIn(this.#epochs, epoch);
  }

  #rank(position: Position): number {
    return rankIn(this.#ranks, position);
  }
}

/** When a value was first named: each engine has its own, but names them in the same order. */
function rankIn<Value>(named: Value[], value: Value): number {
  if (!named.includes(value)) named.push(value);
  return named.indexOf(value);
}

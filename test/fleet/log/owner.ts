import { randomUUID } from 'node:crypto';
import type { AccountLease } from '../../../src/fleet/log/account-lease.ts';
import type { AppendOutcome, Batch, NewEntry, Position } from '../../../src/fleet/log/fleet-entry.ts';
import type { FleetLog } from '../../../src/fleet/log/fleet-log.ts';

/** Takes an account that nobody owns. */
export async function acquired(log: FleetLog, accountId: string): Promise<AccountLease> {
  const outcome = await log.acquire(accountId, undefined, 0);
  if (outcome.kind !== 'acquired') throw new Error(`${accountId} is ${outcome.kind}`);
  return outcome.head.lease;
}

/** The owner of one account, who knows its last position. */
export class Owner {
  readonly log: FleetLog;
  readonly accountId: string;
  readonly fence: number;
  previous: Position;

  constructor(log: FleetLog, accountId: string, fence: number, previous: Position = 0) {
    this.log = log;
    this.accountId = accountId;
    this.fence = fence;
    this.previous = previous;
  }

  static async of(log: FleetLog, accountId: string): Promise<Owner> {
    const { fence } = await acquired(log, accountId);
    return new Owner(log, accountId, fence, (await log.head(accountId)).position);
  }

  batch(bodies: readonly (string | NewEntry)[], changed: Partial<Batch> = {}): Batch {
    return {
      accountId: this.accountId,
      epoch: this.log.epoch ?? '',
      fence: this.fence,
      previous: this.previous,
      batchId: randomUUID(),
      entries: bodies.map((body) => (typeof body === 'string' ? { body } : body)),
      keepAfter: 0,
      ...changed,
    };
  }

  async send(batch: Batch): Promise<AppendOutcome> {
    const [outcome] = await this.log.append([batch]);
    if (outcome === undefined) throw new Error('no outcome');
    return outcome;
  }

  /** Appends, and goes on after it: the positions. */
  async append(...bodies: readonly (string | NewEntry)[]): Promise<readonly Position[]> {
    const outcome = await this.send(this.batch(bodies));
    if (outcome.kind !== 'appended') throw new Error(`the batch is ${outcome.kind}`);
    this.previous = outcome.positions.at(-1) ?? this.previous;
    return outcome.positions;
  }
}

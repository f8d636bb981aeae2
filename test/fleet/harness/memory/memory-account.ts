import type { Batch, FleetEntry, FleetPage, PageLimit, Position } from '../../../../src/fleet/log/fleet-entry.ts';

/** What a `MemoryEngine` keeps of one account within one epoch: data that can be copied. */
export interface MemoryAccount {
  position: Position;
  reachesBackTo: Position;
  /** The last batch. */
  batchId: string;
  /** The engine's process in which an owner wrote last. */
  processId: string;
  readonly completeSince: Map<string, Position>;
  status?: string;
  entries: FleetEntry[];
  bytes: number;
}

export function newAccount(reachesBackTo: Position): MemoryAccount {
  return {
    position: 0,
    reachesBackTo,
    batchId: '',
    processId: '',
    completeSince: new Map(),
    entries: [],
    bytes: 0,
  };
}

/** Throws unless the entries that are put back come first, rise, and are later than `previous`. */
export function checkRestored({ entries, previous }: Batch): void {
  let last = previous;
  for (const { position } of entries) {
    if (position === undefined) last = Number.POSITIVE_INFINITY;
    else if (position > last) last = position;
    else throw new Error('ERR entries that are put back come first, and in their order');
  }
}

/** Adds the entries of a batch; `nextPosition` is asked for those that have none. */
export function addBatch(account: MemoryAccount, batch: Batch, nextPosition: (at?: Position) => Position): Position[] {
  const positions: Position[] = [];
  for (const { body, begins = [], ends = [], isStatus, position: restored } of batch.entries) {
    const position = nextPosition(restored);
    account.entries.push({ position, previous: account.position, body });
    account.bytes += Buffer.byteLength(body);
    account.position = position;
    for (const binding of ends) account.completeSince.delete(binding);
    for (const binding of begins) {
      if (!account.completeSince.has(binding)) account.completeSince.set(binding, position);
    }
    if (isStatus) account.status = body;
    positions.push(position);
  }
  account.batchId = batch.batchId;
  return positions;
}

/** Forgets what is not after `keepAfter`; never what is after the account's last position. */
export function trim(account: MemoryAccount, keepAfter: Position): void {
  const last = Math.min(keepAfter, account.position);
  const kept = account.entries.findIndex(({ position }) => position > last);
  forgetFirst(account, kept === -1 ? account.entries.length : kept);
  account.reachesBackTo = Math.max(account.reachesBackTo, last);
}

/** Forgets whole entries from the oldest on until `bytes` are free, but none after `keepAll`. */
export function trimBytes(account: MemoryAccount, bytes: number, keepAll: Position): void {
  const target = account.bytes - bytes;
  let count = 0;
  let left = account.bytes;
  for (const { position, body } of account.entries) {
    if (left <= target || position > keepAll) break;
    left -= Buffer.byteLength(body);
    count += 1;
  }
  const last = account.entries[count - 1];
  forgetFirst(account, count);
  if (last !== undefined) account.reachesBackTo = Math.max(account.reachesBackTo, last.position);
}

function forgetFirst(account: MemoryAccount, count: number): void {
  for (const { body } of account.entries.splice(0, count)) account.bytes -= Buffer.byteLength(body);
}

export function pageOf(
  account: MemoryAccount | undefined,
  after: Position,
  until: Position,
  limit: PageLimit,
): FleetPage | undefined {
  if (account === undefined) return undefined;
  const isWhole = after === 0 && account.entries[0]?.previous === 0;
  const forgottenUntil = after < account.reachesBackTo && !isWhole ? account.reachesBackTo : undefined;
  const from = forgottenUntil ?? after;
  const all = account.entries.filter(({ position }) => position > from && position <= until);
  const entries: FleetEntry[] = [];
  let bytes = 0;
  for (const entry of all) {
    bytes += Buffer.byteLength(entry.body);
    if (entries.length > 0 && (entries.length >= limit.entries || bytes > limit.bytes)) break;
    entries.push(entry);
  }
  return { ...(forgottenUntil !== undefined && { forgottenUntil }), entries, isLast: entries.length === all.length };
}

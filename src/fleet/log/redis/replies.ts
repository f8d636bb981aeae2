import type { AccountHead, AccountLease, AcquireOutcome, HeldLease } from '../account-lease.ts';
import type { AppendOutcome, FleetEntry, FleetPage } from '../fleet-entry.ts';
import type { AccountWants, BeatOutcome, Instance, InstanceFacts, Want } from '../fleet-log.ts';
import { leaseOf } from './published.ts';

/** Of a lease, as `leaseOf` reads them. */
const leaseWords = 5;

/** The texts of a script's reply. Throws where it is something else. */
export function words(reply: unknown): readonly string[] {
  if (Array.isArray(reply) && reply.every((word) => typeof word === 'string')) return reply;
  throw new Error('a script of the fleet was answered in another form');
}

/** Items of so many words each. */
function grouped(all: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: all.length / size }, (_, index) => all.slice(index * size, (index + 1) * size));
}

export function readHead([epoch = '', position, floor, confirmed, status, ...rest]: readonly string[]): AccountHead {
  const live = rest.slice(leaseWords);
  const completeSince = grouped(live, 2).map(([binding = '', since]) => [binding, Number(since)] as const);
  return {
    epoch,
    position: Number(position),
    reachesBackTo: Number(floor),
    completeSince: new Map(completeSince),
    ...(status && { status }),
    isConfirmed: confirmed === '1',
    lease: leaseOf(rest.slice(0, leaseWords)),
  };
}

export function readLeases(accountIds: readonly string[], reply: unknown): ReadonlyMap<string, AccountLease> {
  const leases = grouped(words(reply), leaseWords).map(leaseOf);
  const held = accountIds.map((accountId, index) => [accountId, leases[index]] as const);
  return new Map(held.flatMap(([accountId, lease]) => (lease === undefined ? [] : [[accountId, lease]])));
}

export function readAcquired(reply: unknown): AcquireOutcome {
  const [kind, ...rest] = words(reply);
  if (kind === 'epoch') return { kind };
  if (kind === 'held') return { kind, lease: leaseOf(rest) };
  if (kind === 'hole') return { kind, position: Number(rest[0]) };
  const head = readHead(rest);
  if (head.lease === undefined) throw new Error('an account was acquired without a lease');
  return { kind: 'acquired', head: { ...head, lease: head.lease } };
}

export function readBeat(owned: readonly HeldLease[], reply: unknown): BeatOutcome {
  const versions = words(reply);
  const lost: string[] = [];
  const wantVersions = new Map<string, number>();
  for (const [index, { accountId }] of owned.entries()) {
    const version = versions[index] ?? '';
    if (version === '') lost.push(accountId);
    else wantVersions.set(accountId, Number(version));
  }
  return { lost, wantVersions };
}

export function readAppended(reply: unknown): AppendOutcome {
  const [kind, first, ...positions] = words(reply);
  if (kind === 'fenced' || kind === 'epoch') return { kind };
  if (kind === 'lost') return { kind, position: Number(first) };
  return { kind: 'appended', positions: positions.map(Number), reachesBackTo: Number(first) };
}

export function readPage(reply: unknown): FleetPage | undefined {
  if (reply === null) return undefined;
  const [isLast, forgotten, ...rest] = words(reply);
  const entries = grouped(rest, 3).map(
    ([position, previous, body = '']): FleetEntry => ({ position: Number(position), previous: Number(previous), body }),
  );
  return { ...(forgotten && { forgottenUntil: Number(forgotten) }), entries, isLast: isLast === '1' };
}

export function readWants(reply: unknown): AccountWants {
  const [version, ...rest] = words(reply);
  const byInstance = new Map<string, Want[]>();
  for (const [instanceId = '', binding = '', via = ''] of grouped(rest, 3)) {
    const wants = byInstance.get(instanceId) ?? [];
    byInstance.set(instanceId, wants);
    wants.push({ binding, via: via === '' ? [] : via.split('\n') });
  }
  return { version: Number(version), byInstance };
}

/** What tells nothing of an instance is left out: it must not keep the others from being found. */
export function readInstances(reply: unknown): readonly Instance[] {
  return grouped(words(reply), 2).flatMap(([instanceId = '', told = '']) => {
    const facts = factsIn(told);
    return facts === undefined ? [] : [{ ...facts, instanceId }];
  });
}

/**
 * Written by `mark` of another instance, perhaps of a later version, which adds but never takes
 * away.
 */
function factsIn(told: string): InstanceFacts | undefined {
  try {
    const facts: unknown = JSON.parse(told);
    return areFacts(facts) ? facts : undefined;
  } catch {
    return undefined;
  }
}

function areFacts(value: unknown): value is InstanceFacts {
  const { ownedAccounts, entryVersion, isReady, kazooHash, privacyHash } = Object(value) as Partial<InstanceFacts>;
  const areNumbers = typeof ownedAccounts === 'number' && typeof entryVersion === 'number';
  return (
    areNumbers && typeof isReady === 'boolean' && [kazooHash, privacyHash].every((hash) => typeof hash === 'string')
  );
}

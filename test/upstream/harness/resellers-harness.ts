import { vi } from 'vitest';
import { bindingLagMs } from '../../../src/upstream/socket/binding-lag.ts';
import type { TokenSource } from '../../../src/upstream/socket/token-source.ts';
import { settled } from '../../harness/settled.ts';
import type { SocketDouble } from './kazoo-double.ts';
import { type Harness, type Listener, startUpstreams } from './upstream-harness.ts';

export const reseller = 'e'.repeat(32);
export const otherReseller = 'f'.repeat(32);

/** The id of the account of that number below the reseller. */
export function accountOf(number: number): string {
  return number.toString(16).padStart(32, '0');
}

/** Whoever follows an account has a token for it, named after it. */
class Tokens implements TokenSource {
  readonly gone = new Set<string>();
  readonly refused: string[] = [];
  readonly forbidden: string[] = [];

  tokenFor(accountId: string): string | undefined {
    return this.gone.has(accountId) ? undefined : `token of ${accountId}`;
  }

  refuseToken(token: string, accountId: string): void {
    this.refused.push(`${token} for ${accountId}`);
    this.gone.add(accountId);
  }

  forbidToken(token: string, accountId: string): void {
    this.forbidden.push(`${token} for ${accountId}`);
  }
}

export type ResellersHarness = Harness & {
  readonly tokens: Tokens;
  /** Follows the calls of an account with the reseller's stream. */
  readonly follow: (accountId: string, resellerId?: string) => Listener;
};

export function startResellers(settings: Parameters<typeof startUpstreams>[0] = {}): ResellersHarness {
  const tokens = new Tokens();
  const harness = startUpstreams({ tokens, ...settings });
  return {
    ...harness,
    tokens,
    follow: (accountId, resellerId = reseller) => harness.listen('call.*.*', accountId, 'somebody', resellerId),
  };
}

/** The ids of so many accounts below the reseller. */
export function accountsBelow(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => accountOf(index));
}

/** The reseller's stream follows the calls of so many accounts, and misses none. */
export async function startFollowing(count: number, settings?: Parameters<typeof startResellers>[0]) {
  const harness = startResellers(settings);
  const listeners = accountsBelow(count).map((id) => harness.follow(id));
  await serveAll(harness);
  return { ...harness, listeners };
}

export function openSockets({ kazoo }: Pick<Harness, 'kazoo'>): readonly SocketDouble[] {
  return kazoo.sockets.filter(({ isClosed }) => !isClosed);
}

/** Opens the sockets that are new, and answers all that is asked of any until nothing is asked. */
export async function serveAll({ kazoo }: Pick<Harness, 'kazoo'>): Promise<void> {
  for (let round = 0; round < 100; round += 1) {
    const open = kazoo.sockets.filter(({ isClosed }) => !isClosed);
    const before = askedOf(kazoo.sockets);
    for (const socket of open) {
      if (!socket.isOpen) socket.open();
      socket.confirmAll();
      socket.drain();
    }
    await settled();
    vi.advanceTimersByTime(bindingLagMs);
    await settled();
    if (askedOf(kazoo.sockets) === before && !open.some(({ isDraining }) => isDraining)) return;
  }
  throw new Error('something is asked without end');
}

function askedOf(sockets: readonly SocketDouble[]): number {
  return sockets.reduce((sum, { commands }) => sum + 1 + commands.length, 0);
}

/** Which accounts the socket was asked for, sorted. */
export function accountsOn({ commands }: SocketDouble): string[] {
  const held = new Set<string>();
  for (const { action, accountId } of commands) {
    if (action === 'subscribe') held.add(accountId);
    else held.delete(accountId);
  }
  return [...held].sort();
}

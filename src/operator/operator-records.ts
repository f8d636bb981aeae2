import type { ClientInfo } from '../kazoo/client-info.ts';
import type { Gap, GapReason } from '../upstream/history/gap.ts';
import type { StatusStore } from '../upstream/status-store.ts';
import type { UpstreamStatus } from '../upstream/upstream-status.ts';
import type { Ending, UpstreamEvent } from './operator-view.ts';
import { Ring } from './ring.ts';

/** Who had a stream, or was refused, as far as that is known. */
export interface Client {
  readonly accountId?: string | undefined;
  readonly userId?: string | undefined;
}

const maxRecords = 200;

const kinds: Readonly<Record<GapReason, UpstreamEvent['kind']>> = {
  UPSTREAM_DISCONNECTED: 'gap',
  OWNER_LOST: 'gap',
  UPSTREAM_OVERFLOW: 'overflow',
  MONTH_TURNED: 'renewed',
};

/**
 * The latest of what clients and upstreams met, for operators: 200 of each kind, some 150 bytes
 * each. Of texts that clients choose it keeps only the request id, which is checked.
 */
export class OperatorRecords {
  readonly ended = new Ring<Ending>(maxRecords);
  readonly refused = new Ring<Ending>(maxRecords);
  readonly upstream = new Ring<UpstreamEvent>(maxRecords);

  /** @param client its user, and the account of the stream */
  streamEnded(clientInfo: ClientInfo, client: Client, reason: string): void {
    this.ended.add(ending(clientInfo, client, reason));
  }

  operationRefused(clientInfo: ClientInfo, code: string, client: Client = {}): void {
    this.refused.add(ending(clientInfo, client, code));
  }

  /** Records what becomes of each account from now on. */
  watch(statuses: StatusStore): void {
    statuses.watchEvery((accountId, status, before) => this.#note(accountId, status, before));
  }

  #note(accountId: string, status: UpstreamStatus, before: UpstreamStatus): void {
    const { state, reason, gap } = status;
    if (gap !== null && gap !== before.gap) this.#add(accountId, kinds[gap.reason], textOf(gap));
    if (state === before.state) return;
    if (before.state === 'LIVE' && state !== 'IDLE') this.#add(accountId, 'lost', reason ?? state);
    else if (state === 'LIVE' && before.state !== 'CONNECTING' && before.state !== 'IDLE')
      this.#add(accountId, 'restored', 'events come again');
  }

  #add(accountId: string, kind: UpstreamEvent['kind'], text: string): void {
    this.upstream.add({ atMs: Date.now(), accountId, kind, text });
  }
}

function ending({ clientIp = '', requestId = '' }: ClientInfo, client: Client, reason: string): Ending {
  const { accountId = '', userId = '' } = client;
  return { atMs: Date.now(), address: clientIp, requestId, accountId, userId, reason };
}

function textOf({ from, to, reason, certain }: Gap): string {
  const seconds = ((to.getTime() - from.getTime()) / 1_000).toFixed(1);
  return `${reason}: events of ${seconds} s ${certain ? 'are' : 'may be'} missing`;
}

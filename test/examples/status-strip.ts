import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import type { LiveTable } from '../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.
import { WatchKazoo } from './documents.ts';
import type { WatchKazooSubscription } from './generated/graphql.ts';

/**
 * Shows whether a board is true: `LIVE`, `RECONNECTING to Kazoo, for 12 s`, `LIVE, gap of 12 s, 60
 * s ago`. Two connections can be lost: that to the gateway, and from there to Kazoo.
 *
 * @returns what ends it
 */
export function showStatus(client: Client, board: LiveTable<unknown>, show: (text: string) => void): () => void {
  let kazoo: WatchKazooSubscription['streamStatus'] | undefined;
  let [state, sinceMs] = ['', Date.now()];
  const render = (): void => {
    const now = stateOf(board, kazoo);
    if (now !== state) [state, sinceMs] = [now, Date.now()];
    const { gap } = kazoo ?? {};
    if (state !== 'LIVE') show(`${state}, for ${secondsBetween(sinceMs, Date.now())}`);
    else if (gap) show(`LIVE, gap of ${secondsBetween(gap.from, gap.to)}, ${secondsBetween(gap.to, Date.now())} ago`);
    else show('LIVE');
  };
  const know = (status: typeof kazoo): void => {
    kazoo = status;
    render();
  };
  const request = { query: print(WatchKazoo) };
  const next = ({ data }: { data?: WatchKazooSubscription | null }) => know(data?.streamStatus);
  const leaveKazoo = client.subscribe(request, { next, error: () => know(undefined), complete: () => undefined });
  const leaveBoard = board.subscribe(render);
  const timer = setInterval(render, 1000);
  return () => {
    clearInterval(timer);
    leaveBoard();
    leaveKazoo();
  };
}

function stateOf(board: LiveTable<unknown>, kazoo: WatchKazooSubscription['streamStatus'] | undefined): string {
  const { status, error } = board.getSnapshot();
  if (status === 'ENDED') return `ENDED: ${Object(error).message}`;
  if (status !== 'LIVE') return `${status} to the gateway`;
  if (kazoo === undefined || kazoo.state === 'LIVE' || kazoo.state === 'IDLE') return 'LIVE';
  return `${kazoo.state} to Kazoo`;
}

function secondsBetween(from: string | number, to: string | number): string {
  const [fromMs, toMs] = [new Date(from).getTime(), new Date(to).getTime()];
  return `${Math.max(0, Math.round((toMs - fromMs) / 1000))} s`;
}

import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import type { LiveTable } from '../../src/client/index.ts'; // Yours: 'kazoo-graphql-gateway/client'.
import { WatchKazoo } from './documents.ts';
import type { WatchKazooSubscription } from './generated/graphql.ts';

/** What the gateway says of Kazoo, or as a text why that is not known. */
type Kazoo = WatchKazooSubscription['streamStatus'] | string;

const askAgainMs = 3_000;

/**
 * Shows whether a board is true: `LIVE`, `RECONNECTING to Kazoo, for 12 s`, `LIVE, gap of 12 s, 60
 * s ago`. Two connections can be lost: that to the gateway, and from there to Kazoo.
 *
 * @returns what ends it
 */
export function showStatus(client: Client, board: LiveTable<unknown>, show: (text: string) => void): () => void {
  let kazoo: Kazoo = '';
  let [state, sinceMs] = ['', Date.now()];
  const render = (): void => {
    const now = stateOf(board, kazoo);
    if (now !== state) [state, sinceMs] = [now, Date.now()];
    const gap = typeof kazoo === 'string' ? null : kazoo.gap;
    if (state !== 'LIVE') show(`${state}, for ${secondsBetween(sinceMs, Date.now())}`);
    else if (gap) show(`LIVE, gap of ${secondsBetween(gap.from, gap.to)}, ${secondsBetween(gap.to, Date.now())} ago`);
    else show('LIVE');
  };
  let again: ReturnType<typeof setTimeout>;
  let leaveKazoo = (): void => undefined;
  const follow = (): void => {
    const know = (status: Kazoo): void => {
      kazoo = status;
      render();
    };
    leaveKazoo = client.subscribe<WatchKazooSubscription>(
      { query: print(WatchKazoo) },
      {
        next: ({ data, errors }) => know(data?.streamStatus ?? messageOf(errors)),
        error(reason) {
          know(messageOf(reason));
          again = setTimeout(follow, askAgainMs);
        },
        complete: () => undefined,
      },
    );
  };
  follow();
  const leaveBoard = board.subscribe(render);
  const timer = setInterval(render, 1000);
  return () => {
    clearTimeout(again);
    clearInterval(timer);
    leaveBoard();
    leaveKazoo();
  };
}

function stateOf(board: LiveTable<unknown>, kazoo: Kazoo): string {
  const { status, error } = board.getSnapshot();
  if (status === 'ENDED') return `ENDED: ${messageOf(error)}`;
  if (status !== 'LIVE') return `${status} to the gateway`;
  if (kazoo === '') return 'CONNECTING to the gateway';
  if (typeof kazoo === 'string') return `UNKNOWN whether Kazoo is heard (${kazoo})`;
  return kazoo.state === 'LIVE' || kazoo.state === 'IDLE' ? 'LIVE' : `${kazoo.state} to Kazoo`;
}

/** Of an error, or of the first of several. */
function messageOf(reason: unknown): string {
  return Object(Array.isArray(reason) ? reason[0] : reason).message ?? 'no reason was given';
}

function secondsBetween(from: string | number, to: string | number): string {
  const [fromMs, toMs] = [new Date(from).getTime(), new Date(to).getTime()];
  return `${Math.max(0, Math.round((toMs - fromMs) / 1000))} s`;
}

import { readFileSync } from 'node:fs';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { Window } from 'happy-dom';
import { createElement } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { liveTable } from '../../src/client/index.ts';
import { callLegs } from '../e2e/live/call-legs.ts';
import { CutLine } from '../harness/cut-line.ts';
import { startHarness, until } from '../harness/gateway-harness.ts';
import { keepBoard } from './apollo-board.ts';
import { createApolloClient } from './apollo-client.ts';
import { CurrentBoard, WatchBoard } from './documents.ts';
import { createBoardClient } from './gateway-client.ts';
import type { WatchBoardSubscription } from './generated/graphql.ts';
import { showBoard as showWithGraphqlWs } from './graphql-ws-board.ts';
import { showStatus } from './status-strip.ts';
import { showBoard as showWithUrql } from './urql-board.ts';
import { createUrqlClient } from './urql-client.ts';

/** Shows the board of a client; `read` is what is to be seen of it. */
type Board = (client: Client, url: string) => Promise<{ readonly read: () => string; readonly stop: () => void }>;

const boards: Readonly<Record<string, Board>> = {
  'graphql-ws': async (client) => {
    let text = '';
    const stop = showWithGraphqlWs(client, (board) => {
      text = board;
    });
    return { read: () => text, stop };
  },
  urql: async (client, url) => {
    let text = '';
    const stop = showWithUrql(createUrqlClient(url, client), (status, rows) => {
      text = [status, ...rows.map(({ state, from }) => `${state} ${from.number}`)].join('\n');
    });
    return { read: () => text, stop };
  },
  apollo: async (client) => {
    const apollo = createApolloClient(client);
    const shown = apollo.watchQuery({ query: CurrentBoard, fetchPolicy: 'cache-only' });
    let text = '';
    const watching = shown.subscribe(({ data }) => {
      text = (data?.calls?.nodes ?? []).map((call) => `${call?.state} ${call?.from?.number}`).join('\n');
    });
    const leave = keepBoard(apollo, client);
    return {
      read: () => text,
      stop: () => {
        leave();
        watching.unsubscribe();
        apollo.stop();
      },
    };
  },
  plain: async (client) => {
    const { body } = stubPage().document;
    const { showBoard } = await import('./plain-board.js');
    const stop = showBoard(client, body as unknown as HTMLElement);
    return { read: () => body.textContent, stop };
  },
  react: async (client) => {
    const { body } = stubPage().document;
    // React looks for a page when it is loaded.
    const [{ createRoot }, { Board }] = await Promise.all([import('react-dom/client'), import('./react-board.tsx')]);
    const root = createRoot(body as unknown as Element);
    root.render(createElement(Board, { client }));
    return { read: () => body.textContent, stop: () => root.unmount() };
  },
};

const endings: Readonly<Record<string, string>> = { react: 'tsx', plain: 'js' };

function stubPage(): Window {
  const window = new Window();
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', window.document);
  vi.stubGlobal('navigator', window.navigator);
  return window;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

for (const [name, show] of Object.entries(boards)) {
  test(`${name}: a board shows the calls, follows them, and is right again after a lost connection`, async () => {
    await using harness = await startHarness({ settings: { LINGER_MS: '60000' } });
    await using line = await CutLine.to(harness.url);
    const address = { url: line.url, token: async () => harness.token('demo'), onGap: () => undefined };
    const client = createBoardClient(address);
    const [first, second] = ['1001', '1007'].map((number, index) =>
      callLegs(harness, 'demo', `call-${index}`, { caller_id_name: '', caller_id_number: number }),
    );
    const { read, stop } = await show(client, line.url);
    await harness.untilSubscribers(1);

    first?.inbound('CHANNEL_CREATE');
    second?.inbound('CHANNEL_CREATE');
    second?.inbound('CHANNEL_ANSWER');
    await until(() => expect(read()).toMatch(/RINGING.*ANSWERED/s));
    expect(read()).toMatch(/1001.*1007/s);
    line.cut();
    await harness.untilSubscribers(0);
    second?.inbound('CHANNEL_DESTROY');
    line.mend();
    await until(() => expect(read()).not.toContain('1007'));

    expect(read()).toContain('1001');
    stop();
    await harness.untilSubscribers(0);
    await client.dispose();
  });

  test(`${name}: the example of a board is less than 40 lines`, () => {
    const file = new URL(`${name}-board.${endings[name] ?? 'ts'}`, import.meta.url);

    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(40);
  });
}

/** The examples for Apollo Client and urql show rows, and not what keeps them away. */
const explaining = Object.entries(boards).filter(([name]) => !['apollo', 'urql'].includes(name));

for (const [name, show] of explaining) {
  test(`${name}: a board says why there is no connection`, async () => {
    await using harness = await startHarness();
    await using line = await CutLine.to(harness.url);
    line.refuse();
    const address = { url: line.url, token: async () => harness.token('demo'), onGap: () => undefined };
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const client = createBoardClient(address);

    const { read, stop } = await show(client, line.url);

    await until(() => expect(read()).toContain('No connection to ws://'));
    expect(reported).toHaveBeenCalledTimes(1);
    stop();
    await client.dispose();
    reported.mockRestore();
  });
}

test('the strip says which of the two connections is lost and for how long, and afterwards the gap', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  const address = { url: line.url, token: async () => harness.token('demo'), onGap: () => undefined };
  const client = createBoardClient(address);
  const board = liveTable<WatchBoardSubscription>(client, { query: print(WatchBoard) });
  const shown: string[] = [];
  const leave = showStatus(client, board, (text) => shown.push(text));

  await until(() => expect(shown.at(-1)).toBe('LIVE'));
  expect(shown[0]).toBe('CONNECTING to the gateway, for 0 s');
  line.cut();
  await until(() => expect(shown.at(-1)).toBe('RECONNECTING to the gateway, for 1 s'));
  line.mend();
  await until(() => expect(shown.at(-1)).toBe('LIVE'));
  harness.kazoo.blackhole.dropSockets();

  await until(() => expect(shown.at(-1)).toMatch(/^LIVE, gap of \d s, \d s ago$/));
  expect(shown).toContain('RECONNECTING to Kazoo, for 0 s');
  leave();
  await harness.untilSubscribers(0);
  await client.dispose();
});

test('the strip says that it does not know of Kazoo where that is refused, and asks again', async () => {
  await using harness = await startHarness({ settings: { MAX_SUBSCRIPTIONS_PER_CONNECTION: '2' } });
  const address = { url: harness.url, token: async () => harness.token('demo'), onGap: () => undefined };
  const client = createBoardClient(address);
  const board = liveTable<WatchBoardSubscription>(client, { query: print(WatchBoard) });
  const leaveBoard = board.subscribe(() => undefined);
  const other = liveTable(client, { query: 'subscription { people { kind people { id } removed { id } } }' });
  const leaveOther = other.subscribe(() => undefined);
  await until(() => expect([board, other].map((table) => table.getSnapshot().status)).toEqual(['LIVE', 'LIVE']));
  const shown: string[] = [];

  const leave = showStatus(client, board, (text) => shown.push(text));
  await until(() => expect(shown.at(-1)).toMatch(/^UNKNOWN whether Kazoo is heard \(.*subscriptions.*\), for 1 s$/));
  expect(shown).not.toContain('LIVE');
  leaveOther();
  await until(() => expect(shown.at(-1)).toBe('LIVE'));

  leave();
  leaveBoard();
  await client.dispose();
});

test('apollo: what is in the cache is left alone until the board is known', async () => {
  await using harness = await startHarness();
  await using line = await CutLine.to(harness.url);
  line.refuse();
  const address = { url: line.url, token: async () => harness.token('demo'), onGap: () => undefined };
  const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const client = createBoardClient(address);
  const apollo = createApolloClient(client);
  const calls = { __typename: 'CallSnapshot', nodes: [] } as const;
  const written = vi.spyOn(apollo, 'writeQuery');

  const leave = keepBoard(apollo, client);
  await until(() => expect(reported).toHaveBeenCalledTimes(1));
  expect(written).not.toHaveBeenCalled();
  line.mend();
  await until(() => expect(written).toHaveBeenCalledTimes(1));

  expect(written).toHaveBeenCalledWith({ query: CurrentBoard, data: { calls } });
  leave();
  apollo.stop();
  await client.dispose();
  reported.mockRestore();
});

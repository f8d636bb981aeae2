import { AccountAccess } from '../../src/auth/account-access.ts';
import { AccountVerdicts } from '../../src/auth/account-verdicts.ts';
import { ConferenceOwnership } from '../../src/auth/conference-ownership.ts';
import { SessionRegistry } from '../../src/auth/session-registry.ts';
import { OperationAccess } from '../../src/graphql/operation-access.ts';
import { buildGatewaySchema } from '../../src/graphql/schema.ts';
import { parseBinding } from '../../src/kazoo/blackhole/binding.ts';
import { CollectionReader } from '../../src/kazoo/collections/collection-reader.ts';
import { BoardRows } from '../../src/live/boards/board-rows.ts';
import { LocalDays } from '../../src/live/boards/local-days.ts';
import { CallRows } from '../../src/live/calls/call-rows.ts';
import { derivedSource } from '../../src/live/derived/derived-source.ts';
import { DerivedTables } from '../../src/live/derived/derived-tables.ts';
import { ListTurns } from '../../src/live/list-turns.ts';
import { LiveBudget } from '../../src/live/live-budget.ts';
import type { LiveRow } from '../../src/live/live-rows.ts';
import { LiveTables } from '../../src/live/live-tables.ts';
import { NewsFeeds } from '../../src/live/news/news-feeds.ts';
import { PeopleRows } from '../../src/live/people/people-rows.ts';
import { PolledTables } from '../../src/live/polls/polled-tables.ts';
import { SlicedQueue } from '../../src/scheduling/sliced-queue.ts';
import { nothingFollowed } from '../../src/upstream/account-view.ts';
import { StatusStore } from '../../src/upstream/status-store.ts';

/** Tables of a list that Kazoo must not be asked for. */
function unpolled<Item extends LiveRow>(): PolledTables<Item> {
  return new PolledTables({
    lists: [],
    list: () => Promise.reject(new Error('Kazoo must not be asked here')),
    turns: new ListTurns({ maxRunning: 1, maxRunningSlow: 1 }),
    upstreams: { cursor: '' },
    times: { minIntervalMs: 1, soon: { baseMs: 1, maxMs: 1 }, openTimeoutMs: 1, lingerMs: 1 },
    budget: new LiveBudget({ maxTables: 1, maxRows: 1, maxBytes: 1, onLimited: () => undefined }),
    onPoll: () => undefined,
  });
}

/** Builds the gateway's own schema over a Kazoo that must not be asked. */
export function gatewaySchema(onUnreadableField: (type: string, field: string) => void = () => undefined) {
  const unasked = (): Promise<never> => Promise.reject(new Error('Kazoo must not be asked here'));
  const accountAccess = new AccountAccess({
    verdicts: new AccountVerdicts({ authorizedForMs: 1, refusedForMs: 1, maxBytes: 1 }),
    fetchAccount: unasked,
  });
  const budget = new LiveBudget({ maxTables: 1, maxRows: 1, maxBytes: 1, onLimited: () => undefined });
  const calls = new LiveTables({
    binding: parseBinding('call.*.*'),
    makeRows: (accountId) => new CallRows(accountId, () => 0),
    list: unasked,
    turns: new ListTurns({ maxRunning: 1, maxRunningSlow: 1 }),
    slices: new SlicedQueue(),
    upstreams: {
      follow: () => () => undefined,
      listenForFollowers: () => ({ live: unasked(), unsubscribe: () => undefined }),
      cursor: '',
    },
    times: { intervalMs: 1, gapDelayMs: 1, backoff: { baseMs: 1, maxMs: 1 }, openTimeoutMs: 1, lingerMs: 1 },
    budget,
    onRepair: () => undefined,
  });
  const upstreams = {
    listen: () => ({ live: unasked(), unsubscribe: () => undefined }),
    checkCursor: () => undefined,
    openLog: notMade,
  };
  const feeds = (binding: string) =>
    new NewsFeeds<never>({
      binding: parseBinding(binding),
      name: 'news',
      makeMaker: notMade,
      upstreams,
      lingerMs: 1,
      budget,
    });
  const boards = new DerivedTables({
    events: calls,
    derive({ accountId }) {
      const rows = new BoardRows({ accountId, timezone: () => undefined, days: new LocalDays() });
      return { rows, sources: [derivedSource(calls, rows)] };
    },
    budget,
    lingerMs: 1,
  });
  return buildGatewaySchema({
    access: new OperationAccess({
      accountAccess,
      maxRequests: 1,
      maxConcurrent: 1,
    }),
    accountAccess,
    collections: new CollectionReader({ request: unasked }, { onUnreadable: () => undefined, isHidden: () => false }),
    snapshotTopicTimeoutMs: 1,
    conferenceOwnership: new ConferenceOwnership({ confirmConference: unasked, confirmedForMs: 1, maxBytes: 1 }),
    sessions: new SessionRegistry(),
    fetchBindingCatalog: unasked,
    login: { logIn: unasked, refresh: unasked },
    now: () => 0,
    kazooVersion: () => undefined,
    upstreams: {
      listen: () => ({ live: unasked(), unsubscribe: () => undefined }),
      since: () => [],
      sinceIfKnown: () => [],
      checkCursor: () => undefined,
      rememberedLoss: () => undefined,
      view: () => nothingFollowed,
      statuses: new StatusStore(),
      cursor: '',
    },
    onUnreadableField,
    listAccess: { require: unasked },
    polls: {
      registrations: unpolled(),
      queues: unpolled(),
      queueBoard: unpolled(),
      parkedCalls: unpolled(),
      voicemailBoxes: unpolled(),
      devices: unpolled(),
    },
    followDescendants() {
      throw new Error('Nothing is followed here');
    },
    isHidden: () => false,
    missedCalls: feeds('call.*.*'),
    voicemailMessages: feeds('object.*.mailbox_message'),
    below: { calls, boards },
    calls,
    boards,
    conferences: unpolled(),
    people: new DerivedTables({
      events: calls,
      derive() {
        const rows = new PeopleRows();
        return { rows, sources: [derivedSource(calls, rows.calls)] };
      },
      budget,
      lingerMs: 1,
    }),
  });
}

function notMade(): never {
  throw new TypeError('Nobody follows anything here.');
}

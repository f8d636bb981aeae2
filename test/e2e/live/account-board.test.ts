import { describe, expect, test } from 'vitest';
import type { KazooVersion } from '../../../src/simulator/kazoo-simulator.ts';
import { type Reader, startHarness } from '../../harness/gateway-harness.ts';
import { callLegs, listRequests } from './call-legs.ts';

const versions: readonly KazooVersion[] = ['4.3.142', '5'];

const fields = `id accountId ringing talking held parked longestRingSince answeredToday missedToday countedSince
  countsComplete timezone`;
const subscription = `subscription ($throttleMs: Int) {
  accountBoard(throttleMs: $throttleMs) { kind cursor gap { reason } removed { id } accountBoard { ${fields} } }
}`;

interface Board {
  readonly ringing: number;
  readonly talking: number;
  readonly answeredToday: number;
  readonly missedToday: number;
  readonly countsComplete: boolean;
}

interface BoardData {
  readonly accountBoard: { readonly kind: string; readonly accountBoard: readonly Board[]; readonly gap: unknown };
}

/** Reads on until a board is as wanted. */
async function following(reader: Reader<BoardData>, isWanted: (board: Board, kind: string) => boolean): Promise<Board> {
  for (;;) {
    const update = (await reader.next()).data?.accountBoard;
    const [board] = update?.accountBoard ?? [];
    if (update !== undefined && board !== undefined && isWanted(board, update.kind)) return board;
  }
}

const fromOutside = { authorizing_type: 'resource' };

describe.each(versions)('on %s the board of an account', (version) => {
  test('counts the calls that are up, and how those from outside came to their end', async () => {
    await using harness = await startHarness({ kazoo: { version } });
    harness.kazoo.live.addChannel({ accountId: harness.accountId('demo'), callId: 'up', interactionId: 'before' });
    const reader = harness.subscribe<BoardData>(harness.clientOf('demo'), subscription);
    const first = await following(reader, (_, kind) => kind === 'SNAPSHOT');

    const [answered, missed] = ['answered', 'missed'].map((id) => callLegs(harness, 'demo', id, {}, fromOutside));
    answered?.inbound('CHANNEL_CREATE');
    answered?.outbound('CHANNEL_CREATE');
    missed?.inbound('CHANNEL_CREATE');
    const ringing = await following(reader, (board) => board.ringing === 2);
    answered?.outbound('CHANNEL_ANSWER');
    answered?.inbound('CHANNEL_ANSWER');
    answered?.bridge();
    const talking = await following(reader, (board) => board.talking === 2);
    missed?.inbound('CHANNEL_DESTROY');
    const over = await following(reader, (board) => board.ringing === 0);
    const { body } = await harness.post(
      { query: `{ accountBoard { nodes { ${fields} } cursor takenAt } }` },
      { 'X-Auth-Token': harness.token('demo') },
    );

    const accountId = harness.accountId('demo');
    expect(first).toEqual({
      id: `board/${accountId}`,
      accountId,
      ringing: 0,
      talking: 1,
      held: 0,
      parked: 0,
      longestRingSince: null,
      answeredToday: 0,
      missedToday: 0,
      countedSince: expect.stringMatching(/Z$/),
      countsComplete: true,
      timezone: 'Europe/Berlin',
    });
    expect(ringing).toMatchObject({ talking: 1, longestRingSince: expect.stringMatching(/Z$/), missedToday: 0 });
    expect(talking).toMatchObject({ ringing: 1, answeredToday: 1, missedToday: 0 });
    expect(over).toMatchObject({ talking: 2, longestRingSince: null, answeredToday: 1, missedToday: 1 });
    expect(body).toEqual({
      data: { accountBoard: { nodes: [over], cursor: expect.any(String), takenAt: expect.stringMatching(/Z$/) } },
    });
    expect(listRequests(harness)).toBe(1);
  });
});

describe('the board of an account', () => {
  test('comes anew after a gap, and says that its counts may lack calls', async () => {
    await using harness = await startHarness();
    const reader = harness.subscribe<BoardData>(harness.clientOf('demo'), subscription, { throttleMs: 100 });
    await following(reader, (_, kind) => kind === 'SNAPSHOT');

    harness.kazoo.live.addChannel({ accountId: harness.accountId('demo'), callId: 'up', interactionId: 'new' });
    harness.kazoo.blackhole.dropSockets();

    expect(await following(reader, (_, kind) => kind === 'SNAPSHOT')).toMatchObject({
      talking: 1,
      countsComplete: false,
    });
  });

  test('counts only the own calls of a user who may see no others', async () => {
    await using harness = await startHarness({ settings: { RESTRICT_USERS: 'true' } });
    const account = harness.kazoo.directory.account('demo');
    const userId = account.users.find(({ privLevel }) => privLevel === 'user')?.id ?? '';
    const authToken = harness.kazoo.issueToken({ accountId: account.id, ownerId: userId });
    const all = harness.subscribe<BoardData>(harness.clientOf('demo'), subscription);
    const own = harness.subscribe<BoardData>(harness.client({ connectionParams: { authToken } }), subscription);
    for (const reader of [all, own]) await following(reader, (_, kind) => kind === 'SNAPSHOT');

    callLegs(harness, 'demo', 'theirs').inbound('CHANNEL_CREATE');
    await following(all, ({ ringing }) => ringing === 1);
    callLegs(harness, 'demo', 'mine', {}, { owner_id: userId }).inbound('CHANNEL_CREATE');
    await following(all, ({ ringing }) => ringing === 2);

    expect(await following(own, () => true)).toMatchObject({ ringing: 1 });
    expect(own.waiting).toBe(0);
  });
});

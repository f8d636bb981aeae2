import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../../src/simulator/directory/account.ts';
import { polledLists } from '../../graphql/subscriptions/harness/polled-updates.ts';
import {
  converse,
  fieldIn,
  type Matrix,
  refusalIn,
  refusalOf,
  refusalOfMistake,
  refusalOverHttp,
  runCells,
  type Setting,
  settings,
  startMatrix,
} from './tenant-isolation-matrix.ts';

/** By list, the field that tells rows apart, and the rows of an account. */
const rows: Readonly<Record<string, readonly [field: string, of: (account: Account) => readonly string[]]>> = {
  registrations: ['authorizingId', ({ devices }) => idsOf(devices)],
  devices: ['id', ({ devices }) => idsOf(devices)],
  voicemailBoxes: ['id', ({ voicemailBoxes }) => idsOf(voicemailBoxes)],
  queues: ['id', ({ queues }) => idsOf(queues)],
  queueBoard: ['queueId', ({ queues }) => idsOf(queues)],
  parkedCalls: ['callId', ({ id }) => [`parked in ${id}`]],
};

test('every list that Kazoo is polled for is in the matrix', () => {
  expect(Object.keys(rows).toSorted()).toEqual([...polledLists.keys()].toSorted());
});

describe.each(Object.keys(settings) as Setting[])('on %s', (setting) => {
  let matrix: Matrix;
  beforeAll(async () => {
    matrix = await startMatrix(setting);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  test.each(Object.entries(rows))('%s shows the accounts that the actor may see, and no others', async (list, row) => {
    const [field, of] = row;
    const { harness, cells } = matrix;
    const call = { slot: '100', parkerCallId: 'p', callerName: 'A', callerNumber: '1' };
    for (const { id } of matrix.accounts.tenants) harness.kazoo.live.park(id, { ...call, callId: `parked in ${id}` });
    const query = `subscription ($id: ID) { ${list}(accountId: $id) { ${list} { ${field} } } }`;

    const outcomes = await runCells(cells, async (cell) => {
      await using conversation = await converse(harness, cell, { query, variables: { id: cell.tenant.id } });
      const message = await conversation.next();
      return refusalIn(message) ?? fieldIn(message);
    });

    expect(outcomes).toEqual(
      Object.fromEntries(
        cells.map((cell) => [
          cell.name,
          refusalOverHttp(cell) ??
            (cell.relation === '*' ? refusalOfMistake(cell) : refusalOf(cell)) ?? {
              [list]: of(harness.kazoo.directory.account(cell.tenant.name)).map((value) => ({ [field]: value })),
            },
        ]),
      ),
    );
  });
});

function idsOf(things: readonly { readonly id: string }[]): readonly string[] {
  return things.map(({ id }) => id);
}

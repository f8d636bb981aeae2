import { describe, expect, test } from 'vitest';
import type { FleetEntry, FleetPage, Position } from '../../../src/fleet/log/fleet-entry.ts';
import { AccountReader } from '../../../src/fleet/reading/account-reader.ts';
import { settled } from '../../harness/settled.ts';

function entry(position: Position, previous: Position): FleetEntry {
  return { position, previous, body: `b${position}` };
}

/** A log whose pages the test hands out; `onTold` hears what the reader says. */
function readerAfter(position: Position, onTold: (text: string) => void = () => undefined) {
  const told: string[] = [];
  const asked: [after: Position, until: Position][] = [];
  const answers: ((page: FleetPage | undefined | Error) => void)[] = [];
  const log = {
    read(_account: string, _epoch: string, after: Position, until: Position) {
      asked.push([after, until]);
      return new Promise<FleetPage | undefined>((resolve, reject) => {
        answers.push((page) => (page instanceof Error ? reject(page) : resolve(page)));
      });
    },
  };
  const tell = (text: string): void => {
    told.push(text);
    onTold(text);
  };
  const reader = new AccountReader(log, 'a', 'e', position, {
    onEntry: ({ body }) => tell(body),
    onMissing: (until) => tell(`missing until ${until}`),
    onForked: () => tell('forked'),
    onReached: (at) => tell(`reached ${at}`),
  });
  const answer = async (page: FleetPage | undefined | Error): Promise<void> => {
    answers.shift()?.(page);
    await settled();
  };
  return { reader, told, asked, answer };
}

describe('the reader of an account', () => {
  test('brings at once what follows what it has', () => {
    const { reader, told, asked } = readerAfter(1);

    reader.receive([entry(2, 1), entry(5, 2)]);

    expect(told).toEqual(['b2', 'b5']);
    expect(reader.position).toBe(5);
    expect(asked).toEqual([]);
  });

  test('brings nothing twice', () => {
    const { reader, told } = readerAfter(1);

    reader.receive([entry(2, 1)]);
    reader.receive([entry(2, 1), entry(3, 2)]);

    expect(told).toEqual(['b2', 'b3']);
  });

  test('reads what did not come before it brings what came after it', async () => {
    const { reader, told, asked, answer } = readerAfter(1);

    reader.receive([entry(4, 3)]);
    reader.receive([entry(5, 4)]);
    expect(told).toEqual([]);
    expect(reader.isBehind).toBe(true);
    await answer({ entries: [entry(2, 1)], isLast: false });
    await answer({ entries: [entry(3, 2)], isLast: true });

    expect(asked).toEqual([
      [1, 3],
      [2, 3],
    ]);
    expect(told).toEqual(['b2', 'b3', 'reached 3', 'b4', 'b5']);
    expect(reader.isBehind).toBe(false);
  });

  test('leaves out what names an entry before it that the log does not have, and asks for that once', async () => {
    const { reader, told, asked, answer } = readerAfter(1);

    reader.receive([entry(9, 8), entry(2, 1)]);
    await answer({ entries: [], isLast: true });
    reader.receive([entry(3, 2)]);

    expect(asked).toEqual([[1, 8]]);
    expect(told).toEqual(['reached 1', 'b2', 'b3']);
  });

  test('keeps no more than a mebibyte of what comes while it reads, and reads the rest from the log', async () => {
    const { reader, told, asked, answer } = readerAfter(1);
    const large = (position: Position, previous: Position) => ({
      ...entry(position, previous),
      body: `b${position}`.padEnd(600_000),
    });

    reader.receive([large(3, 2), large(4, 3), large(5, 4)]);
    await answer({ entries: [entry(2, 1)], isLast: true });
    await answer({ entries: [entry(3, 2), entry(4, 3)], isLast: true });

    expect(asked).toEqual([
      [1, 2],
      [2, 4],
    ]);
    expect(told.map((body) => body.trim())).toEqual(['b2', 'reached 2', 'b3', 'b4', 'reached 4', 'b5']);
  });

  test('says what the log has forgotten, and goes on after it', async () => {
    const { reader, told, answer } = readerAfter(1);

    reader.receive([entry(9, 8)]);
    await answer(undefined);

    expect(told).toEqual(['missing until 8', 'reached 8', 'b9']);
  });

  test('says what the log has forgotten, and brings what it keeps after that', async () => {
    const { reader, told, asked, answer } = readerAfter(1);

    reader.receive([entry(9, 8)]);
    await answer({ forgottenUntil: 4, entries: [entry(5, 4)], isLast: false });
    await answer({ entries: [entry(8, 5)], isLast: true });

    expect(told).toEqual(['missing until 4', 'b5', 'b8', 'reached 8', 'b9']);
    expect(asked).toEqual([
      [1, 8],
      [5, 8],
    ]);
  });

  test('brings nothing any more when it is closed by who hears of something, not even of the same page', async () => {
    for (const [last, heard] of [
      ['missing until 4', ['missing until 4']],
      ['b5', ['missing until 4', 'b5']],
    ] as const) {
      const { reader, told, answer } = readerAfter(1, (text) => {
        if (text === last) reader.close();
      });

      reader.receive([entry(9, 8)]);
      await answer({ forgottenUntil: 4, entries: [entry(5, 4), entry(6, 5)], isLast: false });

      expect(told).toEqual(heard);
    }
  });

  test('says that the log has lost what was brought, and brings nothing that follows', async () => {
    const { reader, told, asked, answer } = readerAfter(1);

    reader.receive([entry(2, 1), entry(5, 2)]);
    reader.receive([entry(7, 2)]);
    reader.receive([entry(8, 7)]);
    await answer({ entries: [entry(7, 2)], isLast: false });

    expect(told).toEqual(['b2', 'b5', 'forked', 'forked']);
    expect(asked).toEqual([[5, 7]]);
  });

  test('goes on with an account that has expired, and begins anew', () => {
    const { reader, told } = readerAfter(1);

    reader.receive([entry(2, 1)]);
    reader.receive([entry(9, 0)]);

    expect(told).toEqual(['b2', 'b9']);
  });

  test('asks again for what the log failed at when it is told to, and loses nothing meanwhile', async () => {
    const { reader, told, asked, answer } = readerAfter(1);

    const reached = reader.reach(3);
    reader.receive([entry(4, 3)]);
    await answer(new Error('down'));
    await reached;
    expect(asked).toEqual([[1, 3]]);
    void reader.reach(4);
    await answer({ entries: [entry(2, 1), entry(3, 2), entry(4, 3)], isLast: true });

    expect(asked.slice(1)).toEqual([[1, 4]]);
    expect(told).toEqual(['b2', 'b3', 'b4', 'reached 4']);
  });

  test('resolves a reach when what is being read reaches far enough, and reads on where it does not', async () => {
    const { reader, asked, answer } = readerAfter(1);
    let isReached = false;

    reader.receive([entry(3, 2)]);
    void reader.reach(5).then(() => {
      isReached = true;
    });
    await answer({ entries: [entry(2, 1)], isLast: true });
    expect(isReached).toBe(false);
    await answer({ entries: [entry(5, 3)], isLast: true });

    expect(asked).toEqual([
      [1, 2],
      [3, 5],
    ]);
    expect(isReached).toBe(true);
  });

  test('brings nothing any more when it is closed, also of what was being read', async () => {
    const { reader, told, answer } = readerAfter(1);

    reader.receive([entry(3, 2)]);
    reader.close();
    await answer({ entries: [entry(2, 1)], isLast: true });
    reader.receive([entry(2, 1)]);

    expect(told).toEqual([]);
  });
});

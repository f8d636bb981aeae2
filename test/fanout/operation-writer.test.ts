import { describe, expect, test, vi } from 'vitest';
import { JoinedFrames } from '../../src/fanout/bytes/joined-frames.ts';
import { TailSlots } from '../../src/fanout/bytes/tail-slots.ts';
import { ConnectionWriter } from '../../src/fanout/connection-writer.ts';
import { FlushScheduler } from '../../src/fanout/flush-scheduler.ts';
import { NextFrame, nextTail } from '../../src/fanout/next-frame.ts';
import type { OperationWriter } from '../../src/fanout/operation-writer.ts';
import { ByteSinkDouble } from './harness/byte-sink-double.ts';
import { endOfTurn } from './harness/end-of-turn.ts';
import { ignoringObserver } from './harness/ignoring-observer.ts';
import { readTextFrames } from './harness/read-text-frames.ts';

/** As in a gateway, of all connections. */
const shared = { tails: new TailSlots(), joined: new JoinedFrames() };

/** A connection, with an open writer for each operation id. */
function setUp(...ids: readonly string[]) {
  const sink = new ByteSinkDouble();
  const onOverflow = vi.fn<() => void>();
  const webSocket = { readyState: 1, OPEN: 1 };
  const owner = { onOverflow, onWriteFailed: () => undefined, drained: async () => undefined };
  const writer = new ConnectionWriter(sink, webSocket, owner, {
    scheduler: new FlushScheduler(ignoringObserver),
    shared,
    maxBufferedBytes: 1_000,
  });
  const operationWriters = ids.map((id) => writer.open(id));
  const close = (): void => {
    webSocket.readyState = 2;
    writer.onClosing();
  };
  return { sink, writer, onOverflow, operationWriters, close };
}

function frameOf(data: number): NextFrame {
  return new NextFrame(`{"data":${data}}`, 'cursor');
}

function send(operationWriters: readonly OperationWriter[], ...frames: readonly NextFrame[]): void {
  for (const operationWriter of operationWriters) operationWriter.deliver(frames);
  for (const operationWriter of operationWriters) operationWriter.flush(frames);
}

const next = (data: number, id: string): string => `{"type":"next","payload":{"data":${data}},"id":"${id}"}`;
const textsOf = (sink: ByteSinkDouble) => readTextFrames(Buffer.from(sink.writes.join(''), 'latin1'));

describe('the writer of an operation', () => {
  test('sends a frame at once, in one write', async () => {
    const { sink, operationWriters } = setUp('one');

    send(operationWriters, frameOf(1));
    send(operationWriters, frameOf(2));

    expect(sink.writes).toHaveLength(2);
    expect(await textsOf(sink)).toEqual([next(1, 'one'), next(2, 'one')]);
  });

  test('does not count what a client still reads of a large frame, while that alone is more than may wait', () => {
    const { sink, writer, operationWriters, onOverflow } = setUp('one');
    const large = new NextFrame(JSON.stringify({ data: 'é'.repeat(3_000) }), 'cursor');
    const write = sink.write.bind(sink);
    sink.write = (bytes) => {
      sink.hold(bytes.length);
      return write(bytes);
    };

    send(operationWriters, large);
    expect([writer.bufferedBytes > 6_000, writer.hasRoomFor(1_000), writer.hasRoomFor(1_001)]).toEqual([
      true,
      true,
      false,
    ]);
    send(operationWriters, frameOf(1));

    expect(onOverflow).not.toHaveBeenCalled();
    expect(sink.writes).toHaveLength(2);
  });

  test('sends the frame that it shares with others under its own id, whatever the lengths of theirs', async () => {
    const ids = ['one', 'two', 'longer', 'six', 'more than the slot of a tail holds'.repeat(9), 'last'];
    const harnesses = ids.map((id) => setUp(id));
    const frame = frameOf(1);

    send(
      harnesses.flatMap(({ operationWriters }) => operationWriters),
      frame,
    );

    const texts = await Promise.all(harnesses.map(({ sink }) => textsOf(sink)));
    expect(texts.flat()).toEqual(ids.map((id) => next(1, id)));
  });

  test('sends the frames of a turn that it shares with others under its own id, in one write', async () => {
    const ids = ['one', 'two', 'longer', 'six', 'more than the slot of a tail holds'.repeat(9), 'last'];
    const harnesses = ids.map((id) => setUp(id));

    send(
      harnesses.flatMap(({ operationWriters }) => operationWriters),
      frameOf(1),
      frameOf(2),
      frameOf(3),
    );

    expect(harnesses.map(({ sink }) => sink.writes.length)).toEqual(ids.map(() => 1));
    const texts = await Promise.all(harnesses.map(({ sink }) => textsOf(sink)));
    expect(texts).toEqual(ids.map((id) => [1, 2, 3].map((data) => next(data, id))));
  });

  test('sends more than 64 KiB of one turn in pieces, in order', async () => {
    const { sink, operationWriters, onOverflow } = setUp('one');
    const frames = Array.from({ length: 10 }, (_, index) => frameOf(index));
    const large = new NextFrame(JSON.stringify({ data: 'x'.repeat(70_000) }), 'cursor');

    send(operationWriters, large, ...frames);

    const texts = await textsOf(sink);
    expect(texts.map((text) => text.length > 70_000)).toEqual([true, ...frames.map(() => false)]);
    expect(texts.slice(1)).toEqual(frames.map((_, index) => next(index, 'one')));
    expect(onOverflow).not.toHaveBeenCalled();
  });

  test.each([1, 2])('leaves the memory to the socket that has not given it to the kernel, with %i events', (events) => {
    const slow = setUp('slow');
    const other = setUp('fast');
    const held: Buffer[] = [];
    slow.sink.write = (bytes) => {
      if (typeof bytes !== 'string') held.push(bytes);
      slow.sink.hold(bytes.length);
      return false;
    };
    const frames = Array.from({ length: events }, (_, index) => frameOf(index));

    send([...slow.operationWriters, ...other.operationWriters], ...frames);

    const framesOf = (id: string): string => frames.map((frame) => frame.head(7) + nextTail(id)).join('');
    expect(held.map((bytes) => bytes.toString('latin1'))).toEqual([framesOf('slow')]);
    expect(other.sink.writes).toEqual([framesOf('fast')]);
  });

  test('sends what happened in one turn together', async () => {
    const { sink, operationWriters } = setUp('one');

    send(operationWriters, frameOf(1), frameOf(2), frameOf(3));

    expect(sink.writes).toHaveLength(1);
    expect(await textsOf(sink)).toEqual([1, 2, 3].map((data) => next(data, 'one')));
  });

  test.each([1, 2])('waits behind what the protocol says in the same turn, with %i events', async (events) => {
    const { sink, writer, operationWriters } = setUp('one');

    writer.send('first');
    send(operationWriters, ...Array.from({ length: events }, (_, index) => frameOf(index)));
    expect(sink.writes).toEqual([]);
    await endOfTurn();

    expect(sink.writes).toHaveLength(1);
    expect((await textsOf(sink))[0]).toBe('first');
    send(operationWriters, frameOf(9));
    expect(sink.writes).toHaveLength(2);
  });

  test('loses nothing when something comes between delivery and flush', async () => {
    const { sink, writer, operationWriters } = setUp('one');
    const frames = [frameOf(1)];

    for (const operationWriter of operationWriters) operationWriter.deliver(frames);
    writer.send('between');
    for (const operationWriter of operationWriters) operationWriter.flush(frames);
    await endOfTurn();

    expect(await textsOf(sink)).toEqual(['between', next(1, 'one')]);
  });

  test('shares one write at the end of the turn with its siblings', async () => {
    const { sink, operationWriters } = setUp('one', 'two');

    send(operationWriters, frameOf(1));
    expect(sink.writes).toEqual([]);
    await endOfTurn();

    expect(sink.writes).toHaveLength(1);
    expect(await textsOf(sink)).toEqual([next(1, 'one'), next(1, 'two')]);
  });

  test.each([0, 1, 2])('sends at once again when it is the only one left of three, number %i', async (left) => {
    const { sink, operationWriters } = setUp('zero', 'one', 'two');

    for (const operationWriter of operationWriters)
      if (operationWriter !== operationWriters[left]) operationWriter.close();
    send(operationWriters, frameOf(1));

    expect(operationWriters.map(({ isClear }) => isClear)).toEqual(
      operationWriters.map((operationWriter) => operationWriter === operationWriters[left]),
    );
    expect(await textsOf(sink)).toEqual([next(1, ['zero', 'one', 'two'][left] ?? '')]);
  });

  test('waits for what its siblings left behind', async () => {
    const { sink, operationWriters } = setUp('gone', 'left');
    const [gone, left] = operationWriters;

    if (gone !== undefined) send([gone], frameOf(1));
    gone?.close();
    if (left !== undefined) send([left], frameOf(2));
    await endOfTurn();

    expect(await textsOf(sink)).toEqual([next(1, 'gone'), next(2, 'left')]);
    expect(left?.isClear).toBe(true);
  });

  test('sends at once when it is new and alone', () => {
    const { sink, writer, operationWriters } = setUp('one', 'two');

    for (const operationWriter of operationWriters) operationWriter.close();
    const fresh = writer.open('fresh');
    send([fresh], frameOf(1));

    expect(fresh.isClear).toBe(true);
    expect(sink.writes).toHaveLength(1);
  });

  test('sends nothing once it is closed, not even what was delivered before', async () => {
    const { sink, operationWriters } = setUp('one');
    const frames = [frameOf(1)];

    for (const operationWriter of operationWriters) operationWriter.deliver(frames);
    for (const operationWriter of operationWriters) operationWriter.close();
    for (const operationWriter of operationWriters) operationWriter.flush(frames);
    send(operationWriters, frameOf(2));
    await endOfTurn();

    expect(sink.writes).toEqual([]);
  });

  test.each([
    ['before it is delivered to', 'before'],
    ['between delivery and flush', 'between'],
  ])('sends nothing when the connection begins to close %s', async (_when, when) => {
    const { sink, operationWriters, close } = setUp('one');
    const frames = [frameOf(1)];

    if (when === 'before') close();
    for (const operationWriter of operationWriters) operationWriter.deliver(frames);
    if (when === 'between') close();
    for (const operationWriter of operationWriters) operationWriter.flush(frames);
    await endOfTurn();

    expect(sink.writes).toEqual([]);
  });

  test('keeps to the byte budget of its connection', () => {
    const { sink, operationWriters, onOverflow } = setUp('one');
    sink.hold(990);

    send(operationWriters, frameOf(1));

    expect(onOverflow).toHaveBeenCalledTimes(1);
    expect(sink.writes).toEqual([]);
    sink.hold(0);
    send(operationWriters, frameOf(2));
    expect(sink.writes).toEqual([]);
  });
});

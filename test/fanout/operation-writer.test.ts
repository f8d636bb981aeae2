import { describe, expect, test, vi } from 'vitest';
import { ConnectionWriter } from '../../src/fanout/connection-writer.ts';
import { FlushScheduler } from '../../src/fanout/flush-scheduler.ts';
import { NextFrame } from '../../src/fanout/next-frame.ts';
import type { OperationWriter } from '../../src/fanout/operation-writer.ts';
import { TailSlots } from '../../src/fanout/tail-slots.ts';
import { ByteSinkDouble } from './harness/byte-sink-double.ts';
import { endOfTurn } from './harness/end-of-turn.ts';
import { ignoringObserver } from './harness/ignoring-observer.ts';
import { readTextFrames } from './harness/read-text-frames.ts';

/** A connection, with an open writer for each operation id. */
function setUp(...ids: readonly string[]) {
  const sink = new ByteSinkDouble();
  const onOverflow = vi.fn<() => void>();
  const webSocket = { readyState: 1, OPEN: 1 };
  const owner = { onOverflow, onWriteFailed: () => undefined, drained: async () => undefined };
  const writer = new ConnectionWriter(sink, webSocket, owner, {
    scheduler: new FlushScheduler(ignoringObserver),
    tails: new TailSlots(),
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

  test('leaves the memory to the socket that has not given it to the kernel', () => {
    const slow = setUp('slow');
    const other = setUp('fast');
    const held: Buffer[] = [];
    slow.sink.write = (bytes) => {
      if (typeof bytes !== 'string') held.push(bytes);
      slow.sink.hold(bytes.length);
      return false;
    };
    const frame = frameOf(1);

    send([...slow.operationWriters, ...other.operationWriters], frame);

    expect(held.map((bytes) => bytes.toString('latin1').slice(2))).toEqual([next(1, 'slow')]);
    expect(other.sink.writes[0]?.slice(2)).toBe(next(1, 'fast'));
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

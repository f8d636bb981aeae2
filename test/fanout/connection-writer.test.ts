import { describe, expect, test, vi } from 'vitest';
import { JoinedFrames } from '../../src/fanout/bytes/joined-frames.ts';
import { TailSlots } from '../../src/fanout/bytes/tail-slots.ts';
import { ConnectionWriter } from '../../src/fanout/connection-writer.ts';
import { FlushScheduler } from '../../src/fanout/flush-scheduler.ts';
import { NextFrame, nextTail } from '../../src/fanout/next-frame.ts';
import { ByteSinkDouble } from './harness/byte-sink-double.ts';
import { endOfTurn } from './harness/end-of-turn.ts';
import { ignoringObserver } from './harness/ignoring-observer.ts';
import { readTextFrames } from './harness/read-text-frames.ts';

const frame = new NextFrame('{"data":1}', 'cursor');
const tail = nextTail('op');
const frameBytes = frame.head(tail.length).length + tail.length;

function setUp(maxBufferedBytes = 1_000_000) {
  const sink = new ByteSinkDouble();
  const onOverflow = vi.fn<() => void>();
  const webSocket = { readyState: 1, OPEN: 1 };
  const onWriteFailed = vi.fn<() => void>();
  const drained = async () => undefined;
  const scheduler = new FlushScheduler(ignoringObserver);
  const schedule = vi.spyOn(scheduler, 'schedule');
  const writer = new ConnectionWriter(
    sink,
    webSocket,
    { onOverflow, onWriteFailed, drained },
    { scheduler, shared: { tails: new TailSlots(), joined: new JoinedFrames() }, maxBufferedBytes },
  );
  return { sink, writer, schedule, onOverflow, onWriteFailed, webSocket };
}

/** The writer of a connection with several operations. */
function setUpShared(maxBufferedBytes?: number) {
  const harness = setUp(maxBufferedBytes);
  for (const id of ['one', 'other']) harness.writer.open(id);
  return harness;
}

describe('the writer of a connection', () => {
  test('sends events and messages of the protocol in the order in which they were handed over', async () => {
    const { sink, writer } = setUp();

    writer.send('first');
    writer.next([frame], tail);
    writer.send('last');
    await endOfTurn();

    const texts = await readTextFrames(Buffer.from(sink.writes.join(''), 'latin1'));
    expect(texts).toEqual(['first', '{"type":"next","payload":{"data":1},"id":"op"}', 'last']);
  });

  test('of one operation does not wait: everything of a turn is one write when it is flushed', () => {
    const { sink, writer } = setUp();
    writer.open('op');

    writer.next([frame, frame, frame], tail);
    expect(writer.isDue).toBe(false);
    writer.flush();

    expect(sink.writes.map(({ length }) => length)).toEqual([3 * frameBytes]);
  });

  test('of one operation waits for the end of the turn when a message of the protocol does', async () => {
    const { sink, writer } = setUp();

    writer.send('first');
    writer.next([frame], tail);
    expect(writer.isDue).toBe(true);
    await endOfTurn();

    expect(sink.writes).toHaveLength(1);
    expect(writer.isDue).toBe(false);
  });

  test('of several operations writes once for all that they have in one turn of the event loop', async () => {
    const { sink, writer } = setUpShared();

    for (let event = 0; event < 100; event += 1) writer.next([frame], tail);
    expect(sink.writes).toHaveLength(0);
    await endOfTurn();

    expect(sink.writes).toHaveLength(1);
    expect(sink.writes[0]).toHaveLength(100 * frameBytes);
  });

  test('writes in pieces of whole frames what is long, and is scheduled once for all of it', async () => {
    const { sink, writer, schedule } = setUpShared();
    const large = new NextFrame(`{"data":"${'x'.repeat(9000)}"}`, 'cursor');
    const largeBytes = large.head(tail.length).length + tail.length;

    for (let event = 0; event < 20; event += 1) writer.next([large], tail);
    writer.send('last');
    await endOfTurn();

    expect(sink.writes.map(({ length }) => Math.floor(length / largeBytes))).toEqual([8, 8, 4]);
    expect(await readTextFrames(Buffer.from(sink.writes[0] ?? '', 'latin1'))).toHaveLength(8);
    const texts = await readTextFrames(Buffer.from(sink.writes.join(''), 'latin1'));
    expect([texts.length, texts.at(-1)]).toEqual([21, 'last']);
    expect(schedule).toHaveBeenCalledTimes(1);
  });

  test('writes again in the next turn', async () => {
    const { sink, writer } = setUp();

    writer.send('one');
    await endOfTurn();
    writer.send('two');
    await endOfTurn();

    expect(sink.writes).toHaveLength(2);
  });

  test('flushes at once when told, and does not repeat itself at the end of the turn', async () => {
    const { sink, writer } = setUp();

    writer.send('before the close frame');
    writer.flush();
    expect(sink.writes).toHaveLength(1);
    await endOfTurn();

    expect(sink.writes).toHaveLength(1);
  });

  test('sends what comes between a flush and the end of the turn', async () => {
    const { sink, writer } = setUp();

    writer.send('one');
    writer.flush();
    writer.send('two');
    await endOfTurn();

    expect(sink.writes).toHaveLength(2);
  });

  test('that cannot write has its connection ended', async () => {
    const { sink, writer, onWriteFailed } = setUp();
    sink.write = () => {
      throw new Error('broken');
    };

    writer.send('one');
    await endOfTurn();

    expect(onWriteFailed).toHaveBeenCalledTimes(1);
  });

  test('writes nothing once the connection is closing', async () => {
    const { sink, writer, webSocket } = setUp();

    writer.send('waits for the end of the turn');
    webSocket.readyState = 2;
    writer.send('too late');
    await endOfTurn();

    expect(sink.writes).toEqual([]);
  });
});

describe('the byte budget of a connection', () => {
  test('may be used up to the last byte', () => {
    const { sink, writer, onOverflow } = setUp(10 * frameBytes);
    sink.hold(frameBytes);

    for (let event = 0; event < 9; event += 1) writer.next([frame], tail);

    expect(onOverflow).not.toHaveBeenCalled();
  });

  test('counts what waits for the end of the turn beside what the socket has not given away', () => {
    const { sink, writer, onOverflow } = setUpShared(10 * frameBytes);
    sink.hold(frameBytes);

    for (let event = 0; event < 10; event += 1) writer.next([frame], tail);

    expect(onOverflow).toHaveBeenCalledTimes(1);
  });

  test('is not for long turns: frames are written early, in order, to a client that has read all before', async () => {
    const { sink, writer, onOverflow } = setUpShared(10 * frameBytes);

    for (let event = 0; event < 25; event += 1) writer.next([frame], tail);
    await endOfTurn();

    expect(sink.writes.map(({ length }) => length / frameBytes)).toEqual([10, 10, 5]);
    expect(onOverflow).not.toHaveBeenCalled();
  });

  test('counts what the socket has not given away yet', () => {
    const { sink, writer, onOverflow } = setUp(10 * frameBytes);

    sink.hold(9 * frameBytes);
    writer.next([frame], tail);
    expect(onOverflow).not.toHaveBeenCalled();
    sink.hold(9 * frameBytes + 1);
    writer.next([frame], tail);

    expect(onOverflow).toHaveBeenCalledTimes(1);
  });

  test('is asked before a frame is built', () => {
    const { sink, writer, onOverflow } = setUp(1000);
    sink.hold(1);
    const large = new NextFrame(JSON.stringify('x'.repeat(1000)), 'cursor');
    const head = vi.spyOn(large, 'head');

    writer.next([large], tail);

    expect([onOverflow.mock.calls.length, head.mock.calls.length]).toEqual([1, 0]);
  });

  test('counts messages of the protocol like events', () => {
    const { sink, writer, onOverflow } = setUp(100);
    sink.hold(1);

    writer.send('x'.repeat(50));
    writer.send('x'.repeat(50));

    expect(onOverflow).toHaveBeenCalledTimes(1);
  });

  test('lets a single message above it pass when nothing waits before: that is no slow client', () => {
    const { writer, onOverflow } = setUp(100);

    writer.send('x'.repeat(101));

    expect(onOverflow).not.toHaveBeenCalled();
  });

  test('is for what comes beside a single message above it, until that is read', () => {
    const { sink, writer, onOverflow } = setUp(100);
    writer.send('x'.repeat(1_000));
    writer.flush();

    sink.hold(sink.writes.join('').length);
    expect([writer.hasRoomFor(100), writer.hasRoomFor(101)]).toEqual([true, false]);
    writer.send('x'.repeat(90));
    writer.flush();
    expect(onOverflow).not.toHaveBeenCalled();
    sink.hold(0);
    expect(writer.hasRoomFor(5_000)).toBe(true);
    writer.send('x');
    writer.flush();
    sink.hold(90);
    expect(writer.hasRoomFor(11)).toBe(false);
    writer.send('x'.repeat(11));

    expect(onOverflow).toHaveBeenCalledOnce();
  });

  test('once exceeded, drops what waits and all that follows, and reports it once', async () => {
    const { sink, writer, onOverflow } = setUpShared(2 * frameBytes);
    sink.hold(1);

    for (let event = 0; event < 10; event += 1) writer.next([frame], tail);
    writer.send('x');
    await endOfTurn();

    expect(onOverflow).toHaveBeenCalledTimes(1);
    expect(sink.writes).toEqual([]);
  });
});

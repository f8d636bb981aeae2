import { describe, expect, test, vi } from 'vitest';
import { FrameWriter } from '../../src/fanout/frame-writer.ts';
import type { Lane } from '../../src/fanout/lane.ts';
import { NextFrame, nextTail } from '../../src/fanout/next-frame.ts';
import { Turn } from '../../src/fanout/turn.ts';
import { ByteSinkDouble } from './harness/byte-sink-double.ts';
import { endOfTurn } from './harness/end-of-turn.ts';
import { readTextFrames } from './harness/read-text-frames.ts';

/** A connection, and a lane of it for each id, open. */
function setUp(...ids: readonly string[]) {
  const sink = new ByteSinkDouble();
  const onOverflow = vi.fn<() => void>();
  const webSocket = { readyState: 1, OPEN: 1 };
  const owner = { onOverflow, drained: async () => undefined };
  const writer = new FrameWriter(sink, webSocket, owner, { turn: new Turn(), maxBufferedBytes: 1_000 });
  const lanes = ids.map((id) => writer.lane(nextTail(id)));
  for (const lane of lanes) lane.open();
  const close = (): void => {
    webSocket.readyState = 2;
    writer.onClosing();
  };
  return { sink, writer, onOverflow, lanes, close };
}

function frameOf(data: number): NextFrame {
  return new NextFrame(`{"data":${data}}`, 'cursor');
}

function send(lanes: readonly Lane[], ...frames: readonly NextFrame[]): void {
  for (const lane of lanes) lane.deliver(frames);
  for (const lane of lanes) lane.flush(frames);
}

const next = (data: number, id: string): string => `{"type":"next","payload":{"data":${data}},"id":"${id}"}`;
const textsOf = (sink: ByteSinkDouble) => readTextFrames(Buffer.from(sink.writes.join(''), 'latin1'));

describe('a lane', () => {
  test('sends a frame at once, in one write', async () => {
    const { sink, lanes } = setUp('one');

    send(lanes, frameOf(1));
    send(lanes, frameOf(2));

    expect(sink.writes).toHaveLength(2);
    expect(await textsOf(sink)).toEqual([next(1, 'one'), next(2, 'one')]);
  });

  test('sends the frame that it shares with others under its own id, whatever the lengths of theirs', async () => {
    const ids = ['one', 'two', 'longer', 'six', 'more than the slot of a tail holds'.repeat(9), 'last'];
    const stages = ids.map((id) => setUp(id));
    const frame = frameOf(1);

    send(
      stages.flatMap(({ lanes }) => lanes),
      frame,
    );

    const texts = await Promise.all(stages.map(({ sink }) => textsOf(sink)));
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

    send([...slow.lanes, ...other.lanes], frame);

    expect(held.map((bytes) => bytes.toString('latin1').slice(2))).toEqual([next(1, 'slow')]);
    expect(other.sink.writes[0]?.slice(2)).toBe(next(1, 'fast'));
  });

  test('sends what happened in one turn together', async () => {
    const { sink, lanes } = setUp('one');

    send(lanes, frameOf(1), frameOf(2), frameOf(3));

    expect(sink.writes).toHaveLength(1);
    expect(await textsOf(sink)).toEqual([1, 2, 3].map((data) => next(data, 'one')));
  });

  test.each([1, 2])('waits behind what the protocol says in the same turn, with %i events', async (events) => {
    const { sink, writer, lanes } = setUp('one');

    writer.send('first');
    send(lanes, ...Array.from({ length: events }, (_, index) => frameOf(index)));
    expect(sink.writes).toEqual([]);
    await endOfTurn();

    expect(sink.writes).toHaveLength(1);
    expect((await textsOf(sink))[0]).toBe('first');
    send(lanes, frameOf(9));
    expect(sink.writes).toHaveLength(2);
  });

  test('loses nothing when something comes between delivery and flush', async () => {
    const { sink, writer, lanes } = setUp('one');
    const frames = [frameOf(1)];

    for (const lane of lanes) lane.deliver(frames);
    writer.send('between');
    for (const lane of lanes) lane.flush(frames);
    await endOfTurn();

    expect(await textsOf(sink)).toEqual(['between', next(1, 'one')]);
  });

  test('shares one write at the end of the turn with its siblings', async () => {
    const { sink, lanes } = setUp('one', 'two');

    send(lanes, frameOf(1));
    expect(sink.writes).toEqual([]);
    await endOfTurn();

    expect(sink.writes).toHaveLength(1);
    expect(await textsOf(sink)).toEqual([next(1, 'one'), next(1, 'two')]);
  });

  test.each([0, 1, 2])('sends at once again when it is the only one left of three, number %i', async (left) => {
    const { sink, lanes } = setUp('zero', 'one', 'two');

    for (const lane of lanes) if (lane !== lanes[left]) lane.close();
    send(lanes, frameOf(1));

    expect(lanes.map(({ isClear }) => isClear)).toEqual(lanes.map((lane) => lane === lanes[left]));
    expect(await textsOf(sink)).toEqual([next(1, ['zero', 'one', 'two'][left] ?? '')]);
  });

  test('waits for what its siblings left behind', async () => {
    const { sink, lanes } = setUp('gone', 'left');
    const [gone, left] = lanes;

    if (gone !== undefined) send([gone], frameOf(1));
    gone?.close();
    if (left !== undefined) send([left], frameOf(2));
    await endOfTurn();

    expect(await textsOf(sink)).toEqual([next(1, 'gone'), next(2, 'left')]);
    expect(left?.isClear).toBe(true);
  });

  test('sends at once when it is new and alone', () => {
    const { sink, writer, lanes } = setUp('one', 'two');

    for (const lane of lanes) lane.close();
    const fresh = writer.lane(nextTail('fresh'));
    fresh.open();
    send([fresh], frameOf(1));

    expect(fresh.isClear).toBe(true);
    expect(sink.writes).toHaveLength(1);
  });

  test('that is not open yet sends what its client missed', async () => {
    const { sink, writer } = setUp();
    const lane = writer.lane(nextTail('new'));

    send([lane], frameOf(1));

    expect(await textsOf(sink)).toEqual([next(1, 'new')]);
  });

  test('sends nothing once it is closed, not even what was delivered before', async () => {
    const { sink, lanes } = setUp('one');
    const frames = [frameOf(1)];

    for (const lane of lanes) lane.deliver(frames);
    for (const lane of lanes) lane.close();
    for (const lane of lanes) lane.flush(frames);
    send(lanes, frameOf(2));
    await endOfTurn();

    expect(sink.writes).toEqual([]);
  });

  test.each([
    ['before it is delivered to', 'before'],
    ['between delivery and flush', 'between'],
  ])('sends nothing when the connection begins to close %s', async (_when, when) => {
    const { sink, lanes, close } = setUp('one');
    const frames = [frameOf(1)];

    if (when === 'before') close();
    for (const lane of lanes) lane.deliver(frames);
    if (when === 'between') close();
    for (const lane of lanes) lane.flush(frames);
    await endOfTurn();

    expect(sink.writes).toEqual([]);
  });

  test('keeps to the byte budget of its connection', () => {
    const { sink, lanes, onOverflow } = setUp('one');
    sink.hold(990);

    send(lanes, frameOf(1));

    expect(onOverflow).toHaveBeenCalledTimes(1);
    expect(sink.writes).toEqual([]);
    sink.hold(0);
    send(lanes, frameOf(2));
    expect(sink.writes).toEqual([]);
  });
});

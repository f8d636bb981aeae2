import { describe, expect, test, vi } from 'vitest';
import { NextFrame } from '../../src/fanout/next-frame.ts';
import { SseWriter } from '../../src/fanout/sse-writer.ts';
import { ChunkSinkDouble } from './harness/chunk-sink-double.ts';

const frame = new NextFrame('{"data":1}', 'c1');
const event = 'id: c1\nevent: next\ndata: {"data":1}\n\n';
const complete = 'event: complete\ndata:\n\n';
const lastResult = 'event: next\ndata: {"errors":[]}\n\n';

function setUp(maxBufferedBytes = 1_000_000) {
  const sink = new ChunkSinkDouble();
  const onOverflow = vi.fn<() => void>();
  const writer = new SseWriter(sink, maxBufferedBytes, onOverflow);
  return { sink, writer, onOverflow };
}

describe('an SSE writer', () => {
  test('sends the events of one turn together, in order, at once', () => {
    const { sink, writer } = setUp();
    const second = new NextFrame('{"data":2}', 'c2');

    writer.next([frame, second]);

    expect(sink.packets).toEqual([`${event}id: c2\nevent: next\ndata: {"data":2}\n\n`]);
  });

  test('ends with a last result, without an id, and complete, after all that came before', () => {
    const { sink, writer } = setUp();

    writer.next([frame]);
    writer.end('{"errors":[]}');

    expect(sink.text).toBe(event + lastResult + complete);
    expect(sink.ended).toBe(true);
  });

  test('ends once, and nothing follows', () => {
    const { sink, writer } = setUp();

    writer.end('{"errors":[]}');
    writer.end('{"errors":[{}]}');
    writer.next([frame]);
    writer.keepAlive();

    expect(sink.text).toBe(lastResult + complete);
  });

  test('keeps the stream alive with a comment between events', () => {
    const { sink, writer } = setUp();

    writer.next([frame]);
    writer.keepAlive();
    writer.next([frame]);

    expect(sink.packets).toEqual([event, ':\n\n', event]);
  });
});

describe('the byte budget of an SSE writer', () => {
  test('may be used up to the last byte', () => {
    const { writer, sink, onOverflow } = setUp(3 * event.length);

    sink.hold(event.length);
    writer.next([frame, frame]);

    expect(onOverflow).not.toHaveBeenCalled();
    expect(sink.packets).toEqual([event.repeat(2)]);
  });

  test('counts what the response has not given away', () => {
    const { writer, sink, onOverflow } = setUp(3 * event.length);

    sink.hold(event.length);
    writer.next([frame, frame, frame]);

    expect(onOverflow).toHaveBeenCalledTimes(1);
  });

  test('is not for long turns: they are written in parts, in order, to a client that has read everything', () => {
    const { writer, sink, onOverflow } = setUp(2 * event.length);

    writer.next([frame, frame, frame, frame, frame]);

    expect(sink.packets).toEqual([event.repeat(2), event.repeat(2), event]);
    expect(onOverflow).not.toHaveBeenCalled();
  });

  test('lets a single event above it pass when nothing waits before: that is no slow client', () => {
    const { writer, onOverflow } = setUp(event.length - 1);

    writer.next([frame]);

    expect(onOverflow).not.toHaveBeenCalled();
  });

  test('is for what comes beside a single event above it, until that is read', () => {
    const { writer, sink, onOverflow } = setUp(event.length - 1);
    writer.next([frame]);

    sink.hold(event.length);
    expect([writer.hasRoomFor(event.length - 1), writer.hasRoomFor(event.length)]).toEqual([true, false]);
    sink.hold(event.length - 1);
    writer.next([frame]);
    expect(onOverflow).not.toHaveBeenCalled();
    sink.hold(0);
    expect(writer.hasRoomFor(5_000)).toBe(true);
    writer.next([]);
    sink.hold(1);
    expect(writer.hasRoomFor(event.length - 1)).toBe(false);
    writer.next([frame]);

    expect(onOverflow).toHaveBeenCalledOnce();
  });

  test('once exceeded, drops all that follows, and reports it once', () => {
    const { writer, sink, onOverflow } = setUp(event.length);
    sink.hold(1);

    for (let turn = 0; turn < 5; turn += 1) writer.next([frame, frame]);
    writer.end('{"errors":[]}');

    expect(onOverflow).toHaveBeenCalledTimes(1);
    expect(sink.text).toBe('');
  });
});

import { describe, expect, test, vi } from 'vitest';
import { NextFrame } from '../../src/fanout/next-frame.ts';
import { SseWriter } from '../../src/fanout/sse-writer.ts';
import { Turn } from '../../src/fanout/turn.ts';
import { ChunkSinkDouble } from './chunk-sink-double.ts';
import { endOfTurn } from './end-of-turn.ts';

const frame = new NextFrame('{"data":1}', 'c1');
const event = 'id: c1\nevent: next\ndata: {"data":1}\n\n';
const complete = 'event: complete\ndata:\n\n';

function setUp(maxBufferedBytes = 1_000_000) {
  const sink = new ChunkSinkDouble();
  const onOverflow = vi.fn<() => void>();
  const writer = new SseWriter({ sink, turn: new Turn(), maxBufferedBytes, onOverflow });
  return { sink, writer, onOverflow };
}

describe('an SSE writer', () => {
  test('sends the events of one turn together, in order', async () => {
    const { sink, writer } = setUp();
    const second = new NextFrame('{"data":2}', 'c2');

    writer.next([frame]);
    writer.next([second]);
    expect(sink.packets).toEqual([]);
    await endOfTurn();

    expect(sink.packets).toEqual([`${event}id: c2\nevent: next\ndata: {"data":2}\n\n`]);
  });

  test('ends with complete, after all that waited', () => {
    const { sink, writer } = setUp();

    writer.next([frame]);
    writer.end();

    expect(sink.text).toBe(event + complete);
    expect(sink.ended).toBe(true);
  });

  test('ends with a last result, without an id, when there is one', () => {
    const { sink, writer } = setUp();

    writer.end('{"errors":[]}');

    expect(sink.text).toBe(`event: next\ndata: {"errors":[]}\n\n${complete}`);
  });

  test('ends once, and nothing follows', async () => {
    const { sink, writer } = setUp();

    writer.end();
    writer.end('{"errors":[]}');
    writer.next([frame]);
    writer.keepAlive();
    await endOfTurn();

    expect(sink.text).toBe(complete);
  });

  test('keeps the stream alive with a comment, never inside an event', async () => {
    const { sink, writer } = setUp();

    writer.next([frame]);
    writer.keepAlive();
    await endOfTurn();

    expect(sink.packets).toEqual([':\n\n', event]);
  });
});

describe('the byte budget of an SSE writer', () => {
  test('may be used up to the last byte, and is free again after the turn', async () => {
    const { writer, sink, onOverflow } = setUp(2 * event.length);

    for (let turn = 0; turn < 3; turn += 1) {
      writer.next([frame]);
      writer.next([frame]);
      await endOfTurn();
    }

    expect(onOverflow).not.toHaveBeenCalled();
    expect(sink.text).toBe(event.repeat(6));
  });

  test('counts what waits for the end of the turn and what the response has not given away', () => {
    const { writer, sink, onOverflow } = setUp(3 * event.length);

    sink.writableLength = event.length;
    writer.next([frame]);
    writer.next([frame]);
    expect(onOverflow).not.toHaveBeenCalled();
    writer.next([frame]);

    expect(onOverflow).toHaveBeenCalledTimes(1);
  });

  test('is not for long turns: what waits is written early, in order, to a client that has read everything', async () => {
    const { writer, sink, onOverflow } = setUp(2 * event.length);

    for (let count = 0; count < 5; count += 1) writer.next([frame]);
    await endOfTurn();

    expect(sink.packets).toEqual([event.repeat(2), event.repeat(2), event]);
    expect(onOverflow).not.toHaveBeenCalled();
  });

  test('once exceeded, drops what waits and all that follows, and reports it once', async () => {
    const { writer, sink, onOverflow } = setUp(event.length);
    sink.writableLength = 1;

    for (let count = 0; count < 5; count += 1) writer.next([frame]);
    writer.end();
    await endOfTurn();

    expect(onOverflow).toHaveBeenCalledTimes(1);
    expect(sink.packets).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NextFrame, nextTail, textFrame } from '../../src/fanout/next-frame.ts';
import { anyString } from '../harness/any-string.ts';
import { readTextFrames } from './harness/read-text-frames.ts';

/** The bytes that a client with this operation id gets. */
function frameFor(payload: string, id: string): Buffer {
  const tail = nextTail(id);
  return Buffer.from(new NextFrame(payload, 'cursor').head(tail.length) + tail, 'latin1');
}

/** A payload that makes the whole `next` message for `id` exactly `bytes` long. */
function payloadForMessageOf(bytes: number, id: string): string {
  const around = JSON.stringify({ type: 'next', payload: '', id }).length;
  return JSON.stringify('x'.repeat(bytes - around));
}

describe('a next frame', () => {
  test('is a next message with the payload and the id', async () => {
    const [text] = await readTextFrames(frameFor('{"data":{"a":1}}', 'op-1'));

    expect(JSON.parse(text ?? '')).toEqual({ type: 'next', payload: { data: { a: 1 } }, id: 'op-1' });
  });

  test.each([
    [125, 2],
    [126, 4],
    [127, 4],
    [65_535, 4],
    [65_536, 10],
    [65_537, 10],
    [200_000, 10],
  ])('of %i payload bytes has the right header of %i bytes', async (bytes, headerBytes) => {
    const frame = frameFor(payloadForMessageOf(bytes, 'id'), 'id');

    const [text] = await readTextFrames(frame);

    expect(frame.length).toBe(headerBytes + bytes);
    expect(text).toHaveLength(bytes);
  });

  test('counts bytes, not characters', async () => {
    const payload = JSON.stringify({ data: { name: '山田 太郎 😀 Zoë \u2028' } });

    const [text] = await readTextFrames(frameFor(payload, 'é'));

    expect(JSON.parse(text ?? '')).toEqual({ type: 'next', payload: JSON.parse(payload), id: 'é' });
  });

  test.each(['', '1', 'a'.repeat(300), 'quo"te', 'back\\slash', 'new\nline', 'nul\0', 'Ünï😀', '\ud800', '}'])(
    'carries the id %j unharmed',
    async (id) => {
      const [text] = await readTextFrames(frameFor('{"data":null}', id));

      expect(JSON.parse(text ?? '')).toEqual({ type: 'next', payload: { data: null }, id });
    },
  );

  test('serves ids of different lengths in any order', async () => {
    const frame = new NextFrame('{"data":1}', 'cursor');
    const ids = ['a', 'bbbb', 'c', 'd'.repeat(120), 'eeee'];

    const bytes = ids.map(nextTail).map((tail) => Buffer.from(frame.head(tail.length) + tail, 'latin1'));
    const texts = await readTextFrames(...bytes);

    expect(texts.map((text) => JSON.parse(text).id)).toEqual(ids);
  });

  test('shares its head among ids of one length', () => {
    const frame = new NextFrame('{"data":1}', 'cursor');

    expect(frame.head(nextTail('aa').length)).toBe(frame.head(nextTail('bb').length));
  });

  test('of any JSON and any id is read back as it was', async () => {
    const anything = fc.tuple(fc.json(), anyString());

    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 20 }), async (messages) => {
        const texts = await readTextFrames(...messages.map(([payload, id]) => frameFor(payload, id)));

        expect(texts.map((text) => JSON.parse(text))).toEqual(
          messages.map(([payload, id]) => ({ type: 'next', payload: JSON.parse(payload), id })),
        );
      }),
      { numRuns: 15 },
    );
  });
});

describe('a text frame', () => {
  test.each([0, 1, 125, 126, 65_535, 65_536])('of %i bytes is read back as it was', async (bytes) => {
    const text = 'y'.repeat(bytes);

    await expect(readTextFrames(Buffer.from(textFrame(text), 'latin1'))).resolves.toEqual([text]);
  });

  test('of multi-byte characters is read back as it was', async () => {
    const text = 'ключ 鍵 🔑'.repeat(20);

    await expect(readTextFrames(Buffer.from(textFrame(text), 'latin1'))).resolves.toEqual([text]);
  });
});

describe('an SSE chunk', () => {
  test('is one event with the cursor as its id, in UTF-8', () => {
    const { sseChunk } = new NextFrame('{"data":{"name":"Zoë 😀"}}', 'epoch-1');

    expect(sseChunk.toString('utf8')).toBe('id: epoch-1\nevent: next\ndata: {"data":{"name":"Zoë 😀"}}\n\n');
  });

  test('is the same buffer for everybody', () => {
    const frame = new NextFrame('{"data":1}', 'epoch-1');

    expect(frame.sseChunk).toBe(frame.sseChunk);
  });
});

import { describe, expect, test } from 'vitest';
import { RawClient } from '../../harness/raw-client.ts';
import { closePayload, opcodes, type RawFrame, rawFrame } from './harness/raw-frame.ts';
import { startWebSocketHarness } from './harness/websocket-harness.ts';

const badUtf8 = Buffer.from([0xce, 0xba, 0xe1, 0xbd, 0xb9, 0xcf, 0x83, 0xed, 0xa0, 0x80, 0x65]);
const ping = JSON.stringify({ type: 'ping' });
const [protocolError, invalidText, tooManyPieces, tooBig] = [1002, 1007, 1008, 1009];

/** Half of a message: what follows must be a continuation. */
const opened: RawFrame = { opcode: opcodes.text, payload: '{"type":', final: false };

type Fault = readonly [what: string, code: number, ...frames: RawFrame[]];

// After the groups of the Autobahn test suite: reserved bits, opcodes, control frames, fragments, UTF-8, close codes,
// limits.
const sweep: readonly Fault[] = [
  ...[1, 2, 3, 4, 5, 6, 7].map(
    (reserved): Fault => [
      `with reserved bits ${reserved}`,
      protocolError,
      { opcode: opcodes.text, payload: ping, reserved },
    ],
  ),
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
    (opcode): Fault => [`with the unknown opcode ${opcode}`, protocolError, { opcode }],
  ),
  ['without a mask', protocolError, { opcode: opcodes.text, payload: ping, isMasked: false }],
  ['with a ping without a mask', protocolError, { opcode: opcodes.ping, isMasked: false }],
  ['with a ping in fragments', protocolError, { opcode: opcodes.ping, final: false }],
  ['with a close in fragments', protocolError, { opcode: opcodes.close, final: false }],
  ['with a ping of 126 bytes', protocolError, { opcode: opcodes.ping, payload: 'x'.repeat(126) }],
  ['with a pong of 126 bytes', protocolError, { opcode: opcodes.pong, payload: 'x'.repeat(126) }],
  ['with a close of 126 bytes', protocolError, { opcode: opcodes.close, payload: closePayload(1000, 'x'.repeat(124)) }],
  ['with a continuation of nothing', protocolError, { opcode: opcodes.continuation, payload: ping }],
  ['with a message inside a message', protocolError, opened, { opcode: opcodes.text, payload: ping }],
  ['with a binary message inside a message', protocolError, opened, { opcode: opcodes.binary }],
  ['with text that is not UTF-8', invalidText, { opcode: opcodes.text, payload: badUtf8 }],
  [
    'with text that is not UTF-8 over two fragments',
    invalidText,
    { opcode: opcodes.text, payload: badUtf8.subarray(0, 8), final: false },
    { opcode: opcodes.continuation, payload: badUtf8.subarray(8) },
  ],
  [
    'with a close reason that is not UTF-8',
    invalidText,
    { opcode: opcodes.close, payload: closePayload(1000, badUtf8) },
  ],
  ['with a close of one byte', protocolError, { opcode: opcodes.close, payload: 'x' }],
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map(
    (code): Fault => [
      `with the close code ${code}`,
      protocolError,
      { opcode: opcodes.close, payload: closePayload(code) },
    ],
  ),
  ['that claims more than may come', tooBig, { opcode: opcodes.text, claimedBytes: 100_001 }],
  ['that claims more than a number can count', tooBig, { opcode: opcodes.text, claimedBytes: 2 ** 53 }],
  [
    'whose fragments together are more than may come',
    tooBig,
    { opcode: opcodes.text, payload: 'x'.repeat(60_000), final: false },
    { opcode: opcodes.continuation, payload: 'x'.repeat(60_000) },
  ],
  [
    'in thousands of fragments',
    tooManyPieces,
    opened,
    ...Array.from({ length: 1_600 }, () => ({ opcode: opcodes.continuation, payload: ' ', final: false })),
  ],
];

describe('a client', () => {
  test.each(sweep.map(([what, code, ...frames]) => [what, code, frames] as const))(
    '%s is closed with %i, and nobody else notices',
    async (_what, code, frames) => {
      await using harness = await startWebSocketHarness();
      const [client, other] = [await harness.client(), await harness.client()];

      client.socket.write(Buffer.concat(frames.map(rawFrame)));

      expect(await client.closed()).toMatchObject({ code });
      expect(await other.settled()).toEqual([]);
      expect(harness.unexpected).toEqual([]);
    },
  );

  test.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999])(
    'that closes with %i is answered with the same',
    async (code) => {
      await using harness = await startWebSocketHarness();
      const client = await harness.client();

      client.socket.write(rawFrame({ opcode: opcodes.close, payload: closePayload(code) }));

      expect(await client.closed()).toMatchObject({ code });
    },
  );

  test('may put pings and pongs between the fragments of a message, and fragments of nothing', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();
    const half = ping.length / 2;

    client.socket.write(
      Buffer.concat(
        [
          { opcode: opcodes.text, payload: '', final: false },
          { opcode: opcodes.ping, payload: 'x'.repeat(125) },
          { opcode: opcodes.continuation, payload: ping.slice(0, half), final: false },
          { opcode: opcodes.pong, payload: 'nobody asked' },
          { opcode: opcodes.continuation, payload: '', final: false },
          { opcode: opcodes.continuation, payload: ping.slice(half) },
        ].map(rawFrame),
      ),
    );

    expect(await client.next()).toEqual({ type: 'pong' });
  });

  test('whose message comes byte by byte is understood', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();
    client.socket.setNoDelay(true);

    for (const byte of rawFrame({ opcode: opcodes.text, payload: ping })) client.socket.write(Buffer.from([byte]));

    expect(await client.next()).toEqual({ type: 'pong' });
  });

  test('whose message comes in thousands of packets is closed with 1008', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();
    client.socket.setNoDelay(true);

    for (const byte of rawFrame({ opcode: opcodes.text, payload: 'x'.repeat(1_600) })) {
      client.socket.write(Buffer.from([byte]));
      // Until the gateway has read it: it reads in the turn after.
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }

    expect(await client.closed()).toMatchObject({ code: tooManyPieces });
  });

  test('whose message is binary is read as text, as graphql-ws reads it', async () => {
    await using harness = await startWebSocketHarness();
    const client = await harness.client();

    client.socket.write(rawFrame({ opcode: opcodes.binary, payload: ping }));

    expect(await client.next()).toEqual({ type: 'pong' });
  });

  test('that sends after its close frame is not heard', async () => {
    await using harness = await startWebSocketHarness();
    const client = await RawClient.ready(harness.url);

    client.socket.write(
      Buffer.concat([
        rawFrame({ opcode: opcodes.close, payload: closePayload(1000) }),
        rawFrame({ opcode: opcodes.text, payload: ping }),
      ]),
    );

    expect(await client.next()).toMatchObject({ type: 'close', code: 1000 });
  });
});

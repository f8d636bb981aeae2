/** One WebSocket frame as bytes (RFC 6455 section 5.2), right or wrong as the test says. */
export interface RawFrame {
  readonly opcode: number;
  readonly payload?: Buffer | string;
  /** Default true. */
  readonly final?: boolean;
  /** The three reserved bits as a number; default 0. */
  readonly reserved?: number;
  /** Default true, as a client must. */
  readonly isMasked?: boolean;
  /** What the header claims instead of the payload's own length. */
  readonly claimedBytes?: number;
}

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const finalBit = 0x80;
const maskBit = 0x80;
const mask = Buffer.from([0x12, 0x34, 0x56, 0x78]);

export function rawFrame({
  opcode,
  payload = '',
  final = true,
  reserved = 0,
  isMasked = true,
  claimedBytes,
}: RawFrame): Buffer {
  const bytes = Buffer.from(payload);
  const first = (final ? finalBit : 0) | (reserved << 4) | opcode;
  const header = Buffer.concat([
    Buffer.from([first]),
    lengthField(claimedBytes ?? bytes.length, isMasked ? maskBit : 0),
  ]);
  if (!isMasked) return Buffer.concat([header, bytes]);
  return Buffer.concat([header, mask, bytes.map((byte, index) => byte ^ (mask[index % mask.length] ?? 0))]);
}

/** The payload of a close frame. */
export function closePayload(code: number, reason: Buffer | string = ''): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return Buffer.concat([payload, Buffer.from(reason)]);
}

function lengthField(bytes: number, maskFlag: number): Buffer {
  if (bytes < 126) return Buffer.from([maskFlag | bytes]);
  if (bytes <= 0xffff) {
    const field = Buffer.from([maskFlag | 126, 0, 0]);
    field.writeUInt16BE(bytes, 1);
    return field;
  }
  const field = Buffer.alloc(9);
  field[0] = maskFlag | 127;
  field.writeBigUInt64BE(BigInt(bytes), 1);
  return field;
}

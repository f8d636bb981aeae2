/** The header of a record: its type, its version, and the length of what follows. */
const recordHeaderBytes = 5;
/** The header of a handshake message: its type and its length. */
const messageHeaderBytes = 4;
const handshakeRecord = 22;
/** The longest record (RFC 8446 section 5.1), longer than any ClientHello. */
const maxBytes = 16_384;
/** Clients send one; some send a few, against censors. */
const maxRecords = 8;

/** How many bytes a connection must have sent until its handshake can be judged again. */
export interface NeededBytes {
  readonly neededBytes: number;
}

/**
 * Looks whether `bytes`, the first of a TLS connection, hold the whole ClientHello, which may span
 * records (RFC 8446 sections 5.1 and 4). `whole` is also what is no ClientHello, or too long: the
 * handshake will refuse it. `in pieces` is what no client would send.
 */
export function lookAtClientHello(bytes: Buffer): 'whole' | 'in pieces' | NeededBytes {
  let recordsAt = 0;
  let payload = Buffer.alloc(0);
  for (let records = 0; records < maxRecords; records += 1) {
    const payloadAt = recordsAt + recordHeaderBytes;
    if (bytes.length > recordsAt && bytes[recordsAt] !== handshakeRecord) return 'whole';
    if (bytes.length < payloadAt) return { neededBytes: payloadAt };
    const payloadBytes = bytes.readUInt16BE(payloadAt - 2);
    if (payloadBytes > maxBytes) return 'whole';
    const endsAt = payloadAt + payloadBytes;
    if (bytes.length < endsAt) return { neededBytes: endsAt };
    payload = Buffer.concat([payload, bytes.subarray(payloadAt, endsAt)]);
    const messageBytes = payload.length < messageHeaderBytes ? maxBytes : payload.readUIntBE(1, 3);
    if (payload.length >= messageHeaderBytes + messageBytes || messageBytes > maxBytes) return 'whole';
    recordsAt = endsAt;
  }
  return 'in pieces';
}

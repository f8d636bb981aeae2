const length16 = 126;
const length64 = 127;
const lengthMask = 0x7f;
const opcodeMask = 0x0f;
const textOpcode = 0x1;
const shortHeaderBytes = 2;
const header16Bytes = 4;
const header64Bytes = 10;

export interface FrameCounterOptions {
  /** Text frames of at least so many bytes are events; shorter ones are the protocol's own. */
  readonly minEventBytes: number;
  readonly onEvents: (count: number) => void;
  /** A frame that is no event. */
  readonly onOther: (opcode: number, payload: Buffer) => void;
}

/**
 * Counts the frames of one WebSocket by their headers alone: the work of clients is not measured,
 * so it should cost next to nothing. Frames of servers are not masked.
 */
export class FrameCounter {
  readonly #options: FrameCounterOptions;
  /** Payload bytes of an event that are still to come. */
  #skip = 0;
  /** The beginning of a frame whose header is not complete yet. */
  #rest: Buffer | undefined;

  constructor(options: FrameCounterOptions) {
    this.#options = options;
  }

  /** `chunk` may be overwritten afterwards. */
  read(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    let events = 0;
    let offset = 0;
    if (this.#skip > bytes.length) {
      this.#skip -= bytes.length;
      return;
    }
    if (this.#skip > 0) {
      offset = this.#skip;
      this.#skip = 0;
      events += 1;
    }
    while (offset < bytes.length) {
      const header = readHeader(bytes, offset);
      if (header === undefined) break;
      const end = offset + header.bytes + header.payloadBytes;
      if (header.opcode === textOpcode && header.payloadBytes >= this.#options.minEventBytes) {
        if (end > bytes.length) {
          this.#skip = end - bytes.length;
          offset = bytes.length;
        } else {
          events += 1;
          offset = end;
        }
      } else {
        if (end > bytes.length) break;
        this.#options.onOther(header.opcode, Buffer.from(bytes.subarray(offset + header.bytes, end)));
        offset = end;
      }
    }
    if (offset < bytes.length) this.#rest = Buffer.from(bytes.subarray(offset));
    if (events > 0) this.#options.onEvents(events);
  }
}

interface Header {
  readonly opcode: number;
  readonly bytes: number;
  readonly payloadBytes: number;
}

function readHeader(bytes: Buffer, offset: number): Header | undefined {
  const available = bytes.length - offset;
  if (available < shortHeaderBytes) return undefined;
  const opcode = bytes.readUInt8(offset) & opcodeMask;
  const length = bytes.readUInt8(offset + 1) & lengthMask;
  if (length < length16) return { opcode, bytes: shortHeaderBytes, payloadBytes: length };
  if (length === length16) {
    if (available < header16Bytes) return undefined;
    return { opcode, bytes: header16Bytes, payloadBytes: bytes.readUInt16BE(offset + shortHeaderBytes) };
  }
  if (length !== length64 || available < header64Bytes) return undefined;
  return { opcode, bytes: header64Bytes, payloadBytes: Number(bytes.readBigUInt64BE(offset + shortHeaderBytes)) };
}

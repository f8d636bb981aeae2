import { allocateFrameBytes, type FrameBytes } from './bytes/frame-bytes.ts';

/**
 * One execution result on its way to all subscribers of a group, serialized once.
 *
 * Texts here are "byte strings": one character per byte (latin1), which `socket.write(text,
 * 'latin1')` sends as they are. Concatenating them costs no copy until the write, so that a
 * client's part (the operation id) is joined to the shared part for next to nothing.
 */
export class NextFrame {
  /**
   * The `next` message up to its id, made for the first client that it is sent to. JSON fixes no
   * key order: with the id last, everything before it is the same for all clients.
   */
  #untilId: string | undefined;
  readonly #payload: string;
  readonly #cursor: string;
  #tailBytes = -1;
  #head = '';
  #bytes: FrameBytes | undefined;
  #sseChunk: Buffer | undefined;
  #httpChunk: Buffer | undefined;

  /** @param payload the execution result as JSON text */
  constructor(payload: string, cursor: string) {
    this.#payload = payload;
    this.#cursor = cursor;
  }

  /**
   * The characters of the result, which is no more than the bytes of the frame: known before those
   * are made.
   */
  get length(): number {
    return this.#payload.length;
  }

  /**
   * The WebSocket frame header and the message up to its id, for tails of this length. Tails nearly
   * always have one length: ids are UUIDs.
   */
  head(tailBytes: number): string {
    if (tailBytes !== this.#tailBytes) {
      this.#tailBytes = tailBytes;
      this.#bytes = undefined;
      this.#untilId ??= toByteString(`{"type":"next","payload":${this.#payload},"id":`);
      this.#head = inOnePiece(textFrameHeader(this.#untilId.length + tailBytes) + this.#untilId);
    }
    return this.#head;
  }

  /**
   * Hot: returns a whole WebSocket frame, except for the tail at its end, which the caller writes.
   * The same memory serves the next client: it must be sent at once, and `keepBytes` must be called
   * unless the kernel has taken all of it.
   */
  bytesFor(tailBytes: number): FrameBytes {
    const bytes = this.#bytes;
    if (bytes !== undefined && tailBytes === this.#tailBytes) return bytes;
    const head = this.head(tailBytes);
    const fresh = allocateFrameBytes(head.length + tailBytes);
    fresh.bytes.write(head, 'latin1');
    this.#bytes = fresh;
    return fresh;
  }

  /**
   * Must be called when the bytes returned last still have to be read: the next client gets other
   * memory.
   */
  keepBytes(): void {
    this.#bytes = undefined;
  }

  /**
   * The event as SSE clients read it (GraphQL over SSE, "Distinct connections mode"), the same
   * buffer for all.
   */
  get sseChunk(): Buffer {
    this.#sseChunk ??= Buffer.from(this.#sseText);
    return this.#sseChunk;
  }

  /** The event as one chunk of HTTP/1.1 (RFC 9112 section 7.1), the same buffer for all. */
  get httpChunk(): Buffer {
    if (this.#httpChunk === undefined) {
      const text = this.#sseText;
      this.#httpChunk = Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
    }
    return this.#httpChunk;
  }

  get #sseText(): string {
    return `id: ${this.#cursor}\nevent: next\ndata: ${this.#payload}\n\n`;
  }
}

/** Returns the end of a `next` message, which differs from client to client. */
export function nextTail(operationId: string): string {
  // Cut from an object, since a string that is joined is put together anew by each write.
  return toByteString(JSON.stringify({ id: operationId }).slice('{"id":'.length));
}

/** An unmasked ping without payload, as a byte string (RFC 6455 sections 5.2 and 5.5.2). */
export const pingFrame = '\x89\x00';

/** Returns a whole unfragmented, unmasked text frame as a byte string (RFC 6455 section 5.2). */
export function textFrame(text: string): string {
  const payload = toByteString(text);
  return textFrameHeader(payload.length) + payload;
}

const finalTextFrame = 0x81;
const length16 = 126;
const length64 = 127;
const max16 = 0xffff;
const bytesOfLength16 = 2;
const bytesOfLength64 = 8;

function textFrameHeader(payloadBytes: number): string {
  if (payloadBytes < length16) return String.fromCharCode(finalTextFrame, payloadBytes);
  if (payloadBytes <= max16)
    return String.fromCharCode(finalTextFrame, length16) + bigEndian(payloadBytes, bytesOfLength16);
  return String.fromCharCode(finalTextFrame, length64) + bigEndian(payloadBytes, bytesOfLength64);
}

function bigEndian(value: number, bytes: number): string {
  const buffer = Buffer.alloc(bytes);
  // Node writes at most 48 bits at once; no frame comes near that.
  const significant = Math.min(bytes, 6);
  buffer.writeUIntBE(value, bytes - significant, significant);
  return buffer.toString('latin1');
}

function toByteString(text: string): string {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString('latin1');
}

/**
 * Copies a string that is made of parts: otherwise each write, one for each client, would put it
 * together again.
 */
function inOnePiece(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('latin1');
}

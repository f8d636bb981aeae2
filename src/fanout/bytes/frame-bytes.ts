/** The bytes of one write, and the view by which tails are copied into them. */
export interface FrameBytes {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** Returns memory with any content, which shares nothing with that of others. */
export function allocateFrameBytes(length: number): FrameBytes {
  const bytes = Buffer.allocUnsafeSlow(length);
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, length) };
}

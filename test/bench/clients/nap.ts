const nap = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/**
 * Makes this process read what has come every `napMs` only. A process that waits for its sockets is woken by nearly every write to one of them, and
 * on loopback that wake-up, which a client on another machine would not cost, is paid by the server: more than the write itself.
 */
export function readInNaps(napMs: number): void {
  Atomics.wait(nap, 0, 0, napMs);
  setImmediate(readInNaps, napMs);
}

import { randomFillSync } from 'node:crypto';

const idBytes = 16;
const idsPerFill = 256;

/** Generates random request ids. */
export class RequestIds {
  /** Reading random bytes from the system for each id would take several times as long. */
  readonly #random = Buffer.alloc(idsPerFill * idBytes);
  #used = this.#random.length;

  /** Returns 32 hexadecimal digits, the format of Kazoo's own request ids. */
  next(): string {
    if (this.#used === this.#random.length) {
      randomFillSync(this.#random);
      this.#used = 0;
    }
    this.#used += idBytes;
    return this.#random.toString('hex', this.#used - idBytes, this.#used);
  }
}

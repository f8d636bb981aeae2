import { type AccountEntry, decodeEntry, encodeEntry } from './account-entry.ts';

/** How entries are written. A later version changes what an earlier one cannot read. */
export interface EntryFormat {
  readonly version: number;
  /** Hot. */
  encode(entry: AccountEntry): string;
  /**
   * Undefined for a kind that is not known. Hot.
   *
   * @throws a `SyntaxError` for what no instance writes.
   */
  decode(text: string): AccountEntry | undefined;
}

/** Those that this gateway reads, the earliest first. */
export const entryFormats: readonly EntryFormat[] = [{ version: 1, encode: encodeEntry, decode: decodeEntry }];

/** Text of the first version, which does not say so, begins with its brace. */
const brace = 0x7b;

/** An instance has found back to the engine by then, and says what it reads. */
const allKnownMs = 10_000;

/** An entry of a later version than this instance reads. */
export const unreadable = Symbol('unreadable');

/** Reads entries in all formats that are known, and writes them in one that all instances read. */
export class FormatChoice {
  readonly #formats: readonly EntryFormat[];
  #written: EntryFormat;
  #raisedFromMs = Number.NEGATIVE_INFINITY;

  /** @param formats the earliest first, in which is written until others are known to read more */
  constructor(formats: readonly EntryFormat[]) {
    const [first] = formats;
    if (first === undefined) throw new Error('There is no format to write entries in.');
    this.#formats = formats;
    this.#written = first;
  }

  /** The latest that this instance reads. */
  get latest(): number {
    return Math.max(...this.#formats.map(({ version }) => version));
  }

  /** Whether it depends on other instances what is written. */
  get isOpen(): boolean {
    return this.#formats.length > 1;
  }

  /** What all instances read, by the latest version of each that is known. */
  agree(versions: readonly number[]): void {
    // The engine came back empty: nobody is known yet.
    if (versions.length === 0) return;
    const lowest = Math.min(...versions);
    const read = this.#formats.findLast(({ version }) => version <= lowest) ?? this.#written;
    const isRaised = read.version > this.#written.version;
    if (!isRaised || performance.now() >= this.#raisedFromMs) this.#written = read;
  }

  /** For a while some instances may not be known: those who read less than others, perhaps. */
  doubt(): void {
    this.#raisedFromMs = performance.now() + allKnownMs;
  }

  /** Hot. */
  encode(entry: AccountEntry): string {
    const { version, encode } = this.#written;
    return version === 1 ? encode(entry) : `${version} ${encode(entry)}`;
  }

  /**
   * Undefined for a kind that is not known. Hot.
   *
   * @throws a `SyntaxError` for what no instance writes.
   */
  decode(body: string): AccountEntry | undefined | typeof unreadable {
    if (body.charCodeAt(0) === brace) return decodeEntry(body);
    const blank = body.indexOf(' ');
    const version = Number(body.slice(0, Math.max(0, blank)));
    if (!(version > 1)) return decodeEntry(body);
    const format = this.#formats.find((known) => known.version === version);
    return format === undefined ? unreadable : format.decode(body.slice(blank + 1));
  }
}

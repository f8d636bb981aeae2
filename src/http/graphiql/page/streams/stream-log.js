/** @typedef {import('../http-transport.js').Result} Result */
/**
 * - `result`: what the gateway sent.
 * - `gap`: the same, after events may have been missed; or without a result, where the page knows
 *   that what happened meanwhile is lost.
 * - `note`: what became of the connection.
 *
 * @typedef {{ readonly number: number, readonly atMs: number, readonly kind: 'result' | 'gap' |
 * 'note', readonly text: string, readonly json: string }} Entry
 */

const maxEntries = 1000;
/** Of their JSON, in characters. */
const maxLength = 4_000_000;

/** The latest results of a subscription with the time of each, within bounds of memory. */
export class StreamLog {
  #now;
  /** @type {Entry[]} the oldest first */
  #entries = [];
  #length = 0;
  #number = 0;
  #received = 0;
  #gaps = 0;
  /** @type {number | undefined} */
  #lastAtMs;

  /** @param {() => number} now UNIX milliseconds */
  constructor(now = Date.now) {
    this.#now = now;
  }

  get entries() {
    return this.#entries;
  }

  /** Results since the beginning or the last log-out, also those that are not kept any more. */
  get received() {
    return this.#received;
  }

  get gaps() {
    return this.#gaps;
  }

  /** When the last result came. */
  get lastAtMs() {
    return this.#lastAtMs;
  }

  /** The number of the latest entry; 0 without one. */
  get latest() {
    return this.#number;
  }

  /** @param {Result} result */
  add(result) {
    this.#received += 1;
    this.#lastAtMs = this.#now();
    const gap = gapOf(result);
    this.#push(gap === undefined ? 'result' : 'gap', gap === undefined ? '' : gapText(gap), JSON.stringify(result));
  }

  /** @param {string} text */
  note(text) {
    this.#push('note', text, '');
  }

  /** @param {string} text */
  gap(text) {
    this.#push('gap', text, '');
  }

  clear() {
    this.#entries = [];
    this.#length = 0;
  }

  /** Begins anew: what came was for somebody who has gone. The numbers of entries rise on. */
  forget() {
    this.clear();
    this.#received = 0;
    this.#gaps = 0;
    this.#lastAtMs = undefined;
    this.note('What came before the log-out is forgotten.');
  }

  /**
   * @param {Entry['kind']} kind
   * @param {string} text
   * @param {string} json
   */
  #push(kind, text, json) {
    if (kind === 'gap') this.#gaps += 1;
    this.#number += 1;
    this.#entries.push({ number: this.#number, atMs: this.#now(), kind, text, json });
    this.#length += json.length;
    while (this.#entries.length > 1 && (this.#entries.length > maxEntries || this.#length > maxLength)) {
      this.#length -= this.#entries.shift()?.json.length ?? 0;
    }
  }
}

/**
 * What the gateway says was missed before this result.
 *
 * @param {Result} result
 */
function gapOf({ extensions, data }) {
  const told = [member(extensions, 'gap'), ...Object.values(Object(data)).map((value) => member(value, 'gap'))];
  return told.find((gap) => typeof gap === 'object' && gap !== null);
}

/** @param {unknown} gap */
function gapText(gap) {
  const span = [member(gap, 'from'), member(gap, 'to')].filter((time) => typeof time === 'string').map(String);
  const word = member(gap, 'certain') === false ? 'Events may be missing' : 'Events are missing';
  const times = span.map((time) => new Date(time).toLocaleTimeString());
  return `${word}${times.length > 0 ? `, ${times.join(' to ')}` : ''}: ${member(gap, 'reason') ?? 'no reason given'}`;
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {unknown}
 */
function member(value, name) {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

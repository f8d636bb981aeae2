import type { KazooSimulator } from '../../src/simulator/kazoo-simulator.ts';
import type { Random } from '../../src/simulator/random.ts';

/** The events that Kazoo published, by number. Every client's record is compared with it. */
export interface Entry {
  readonly number: number;
  readonly kind: string;
  readonly atMs: number;
}

export const callEvents = ['CHANNEL_CREATE', 'CHANNEL_ANSWER', 'CHANNEL_DESTROY'] as const;
const prefix = 'n';

/**
 * Publishes the events of one account and numbers them; the number travels as the call's or the
 * document's id.
 */
export class Journal {
  readonly accountId: string;
  readonly #kazoo: KazooSimulator;
  readonly #random: Random;
  readonly #entries: Entry[] = [];

  constructor(accountId: string, kazoo: KazooSimulator, random: Random) {
    this.accountId = accountId;
    this.#kazoo = kazoo;
    this.#random = random;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** The number that the next event will have. */
  get next(): number {
    return this.#entries.length;
  }

  call(kind: string = this.#random.pick(callEvents), copies = 1): void {
    const number = this.#note(kind);
    // Copies are known by their id; else the switch's own time is the id.
    const fields = { call_id: `${prefix}${number}`, ...(copies > 1 ? { msg_id: `message-${number}` } : {}) };
    for (let copy = 0; copy < copies; copy += 1) this.#kazoo.publishCall(this.accountId, kind, fields);
  }

  calls(count: number): void {
    for (let call = 0; call < count; call += 1) this.call();
  }

  /** A document of this month's database. */
  message(): void {
    const id = `${prefix}${this.#note('mailbox_message')}`;
    this.#kazoo.publishDocument(this.accountId, 'doc_created', 'mailbox_message', { id });
  }

  oneOfEach(): void {
    for (const kind of callEvents) this.call(kind);
    this.message();
  }

  #note(kind: string): number {
    const number = this.next;
    this.#entries.push({ number, kind, atMs: Date.now() });
    return number;
  }
}

export function numberOf(id: string): number {
  return Number(id.slice(prefix.length));
}

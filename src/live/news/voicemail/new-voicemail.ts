import { documentEventFields } from '../../../kazoo/events/document-event-fields.ts';
import type { KazooEvent } from '../../../kazoo/events/kazoo-event.ts';
import { closeGap } from '../../../upstream/history/gap.ts';
import type { NewsMaker, NewsTeller } from '../news.ts';
import { type MessageReader, type ReadMessage, unreadMessage } from './message-reader.ts';
import type { VoicemailMessage } from './voicemail-message.ts';

export interface NewVoicemailOptions {
  readonly accountId: string;
  readonly teller: NewsTeller<VoicemailMessage>;
  readonly reader: Pick<MessageReader, 'read'>;
  /** Called with each failure to read messages. */
  readonly onFailed: (error: unknown) => void;
}

interface UnreadMessage {
  readonly sinceMs: number;
  readonly receivedAt: Date;
}

type State =
  | { readonly name: 'resting' }
  | { readonly name: 'waiting'; readonly timer: NodeJS.Timeout }
  /** `isOutdated`: a message has changed since Kazoo was asked. */
  | { readonly name: 'reading'; isOutdated: boolean }
  | { readonly name: 'closed' };

/** Caller, box and length are filed after the document was made; mostly an event says when. */
const firstReadAfterMs = 1_000;
const readAgainAfterMs = 5_000;
/** Kazoo uploads the recording and sends mail before it files the rest. */
const unreadForMs = 60_000;
/** About: one that waits, with its id. */
const bytesPerUnread = 300;
/** At one time and account: what goes beyond is told without its content. */
const maxUnread = 1_000;

/**
 * Tells of each voicemail message once it can be read, in one request for all that wait; after a
 * minute of trying, without its content. Nobody knows then whose box it is in: to those who see
 * only their own it is a possible gap.
 */
export class NewVoicemail implements NewsMaker {
  readonly ready = Promise.resolve();
  readonly #options: NewVoicemailOptions;
  readonly #unread = new Map<string, UnreadMessage>();
  readonly #asking = new AbortController();
  #state: State = { name: 'resting' };

  constructor(options: NewVoicemailOptions) {
    this.#options = options;
  }

  get isHolding(): boolean {
    return this.#unread.size > 0;
  }

  get unfinished(): readonly string[] {
    return [...this.#unread.keys()];
  }

  follows(messageId: string): boolean {
    return this.#unread.has(messageId);
  }

  get retainedBytes(): number {
    return this.#unread.size * bytesPerUnread;
  }

  receive({ name, data, receivedAt }: KazooEvent): void {
    const id = documentEventFields.documentId(data);
    if (typeof id !== 'string') return;
    if (name === 'doc_created' && !this.#unread.has(id)) {
      if (this.#unread.size >= maxUnread) this.#giveUp(id, receivedAt);
      else this.#unread.set(id, { sinceMs: performance.now(), receivedAt });
      if (this.#state.name === 'resting') this.#wait(firstReadAfterMs);
    } else if (name === 'doc_edited' && this.#unread.has(id)) {
      if (this.#state.name === 'reading') this.#state.isOutdated = true;
      else this.#read();
    }
  }

  /** What is not read yet can be read all the same. */
  onGap(): void {
    if (this.#state.name === 'waiting') this.#read();
  }

  close(): void {
    this.#transition({ name: 'closed' });
    this.#asking.abort();
    this.#unread.clear();
  }

  #wait(delayMs: number): void {
    this.#transition({ name: 'waiting', timer: setTimeout(() => this.#read(), delayMs) });
  }

  #read(): void {
    const reading: State = { name: 'reading', isOutdated: false };
    this.#transition(reading);
    const { accountId, reader, onFailed } = this.#options;
    const [first] = this.#unread.values();
    const ids = new Set(this.#unread.keys());
    void reader.read(accountId, ids, first?.receivedAt ?? new Date(), this.#asking.signal).then(
      (read) => this.#take(read, reading.isOutdated),
      (error: unknown) => {
        if (this.#state.name === 'closed') return;
        onFailed(error);
        this.#take(new Map(), reading.isOutdated);
      },
    );
  }

  #take(read: ReadonlyMap<string, ReadMessage>, isOutdated: boolean): void {
    if (this.#state.name === 'closed') return;
    const oldestMs = performance.now() - unreadForMs;
    for (const [id, { sinceMs, receivedAt }] of this.#unread) {
      const found = read.get(id);
      if (found === undefined && sinceMs > oldestMs) continue;
      this.#unread.delete(id);
      if (found === undefined) this.#giveUp(id, receivedAt);
      else this.#tell(id, found);
    }
    if (this.#unread.size === 0) this.#transition({ name: 'resting' });
    else if (isOutdated) this.#read();
    else this.#wait(readAgainAfterMs);
  }

  #giveUp(id: string, receivedAt: Date): void {
    const { accountId, teller } = this.#options;
    teller.lose(closeGap({ from: receivedAt, reason: 'UPSTREAM_DISCONNECTED', certain: false }));
    this.#tell(id, unreadMessage(accountId, id));
  }

  #tell(id: string, { message, owners }: ReadMessage): void {
    this.#options.teller.tell({ id: `voicemail/${id}`, content: message, owners });
  }

  #transition(next: State): void {
    if (this.#state.name === 'waiting') clearTimeout(this.#state.timer);
    if (this.#state.name !== 'closed') this.#state = next;
  }
}

import { createHash } from 'node:crypto';
import type { Binding, BindingFamily } from '../blackhole/binding.ts';
import type { BlackholeEvent } from '../blackhole/blackhole-protocol.ts';
import type { EventData } from './event-field.ts';
import { ownersOf } from './event-owners.ts';
import { type PublicData, publicData } from './public-data.ts';

/** One event of one account, as every subscriber of its topic shares it. Frozen in meaning: nobody changes it after receipt. */
export interface KazooEvent {
  /** The same for every copy of the event, whichever binding, connection or gateway it came through. A hash where it would tell what is hidden. */
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  /** The binding that matched, as a client would subscribe to it. */
  readonly binding: string;
  readonly family: BindingFamily;
  readonly receivedAt: Date;
  /** Opaque: the gateway's own time of receipt, unique and rising. */
  readonly cursor: string;
  /** Kazoo's own keys, without what must not leave (`publicDataWithout`). */
  readonly data: EventData;
  /** Whose it is (`ownersOf`), by what Kazoo sent: also where that is hidden from clients, who never get this. */
  readonly owners: readonly string[];
}

/** What the gateway notes when an event comes in. */
export type Receipt = Pick<KazooEvent, 'id' | 'name' | 'accountId' | 'receivedAt' | 'cursor'>;

/** What an event is called and how it is recognised: all that telling a copy from a new event takes. */
export function identifyEvent(frame: BlackholeEvent, family: BindingFamily): Pick<KazooEvent, 'id' | 'name'> {
  const name = eventName(frame, family);
  return { id: eventId(name, frame.data), name };
}

/** Reads the event of a frame that came for `binding`. Whatever Kazoo sent, it never throws: a strange event is an event. */
export function readKazooEvent(
  frame: BlackholeEvent,
  { text, family }: Binding,
  receipt: Receipt,
  toPublic: PublicData,
): KazooEvent {
  const data = toPublic(frame.data);
  const id = publicId(receipt, frame.data, data);
  return { ...receipt, id, binding: text, family, data, owners: ownersOf(family, frame.data) };
}

/** The id that clients get: it tells nothing that is hidden from them, and is still the same for every copy. */
function publicId({ id, name }: Receipt, data: EventData, shown: EventData): string {
  const isHidden = identifyingKeys.some((key) => key in data && !(key in shown));
  return isHidden ? `${name}-${hash(id)}` : id;
}

/** What an event without a name is called; `name` is never null for a client. */
const unnamed = 'unknown';

/** What happened, in Kazoo's word. Conference frames are all named `event`, and say what happened inside (events.md section 6). */
export function eventName({ name, data }: BlackholeEvent, family: BindingFamily): string {
  const candidates = family === 'conference.event' ? [data['event'], name] : [name, data['event_name']];
  return candidates.find((candidate) => typeof candidate === 'string' && candidate !== '')?.toString() ?? unnamed;
}

/** The keys that tell two events of one `msg_id` apart (events.md section 2). */
const subjectKeys = ['call_id', 'id', 'job_id', 'participant_id', 'conference_id', 'presence_id'];
const identifyingKeys = [...subjectKeys, 'rev', 'msg_id'];

/**
 * The identity that Kazoo's duplicates share: event name, what it is about, and `msg_id` (protocol.md "Bindings"). A document's is its id and
 * revision, by which it can also be matched with what REST says. Without any of these the content is the identity.
 */
export function eventId(name: string, data: EventData): string {
  const { msg_id: messageId, id: documentId, rev: revision } = data;
  if (isIdentifier(documentId) && isIdentifier(revision)) return [name, documentId, revision].join('-');
  if (!isIdentifier(messageId)) {
    // As it would be shown: bounded in depth, where the raw data may be nested without end.
    return `${name}-${hash(JSON.stringify(publicData(data)))}`;
  }
  const subject = subjectKeys.map((key) => data[key]).find(isIdentifier);
  return [name, ...(subject === undefined ? [] : [subject]), messageId].join('-');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function isIdentifier(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

import { createHash } from 'node:crypto';
import type { Binding } from '../blackhole/binding.ts';
import type { BindingFamily } from '../blackhole/binding-forms.ts';
import type { BlackholeEvent } from '../blackhole/blackhole-protocol.ts';
import type { EventData } from './event-field.ts';
import { ownersOf } from './event-owners.ts';
import { type PublicData, publicData } from './public-data.ts';

/**
 * One event of one account, shared by every subscriber of its topic. Must not be changed after
 * receipt.
 */
export interface KazooEvent {
  /**
   * Equal for all copies of the event, through whichever binding, connection or gateway. A hash
   * where the id would show hidden data.
   */
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  /** The binding that matched, as a client writes it. */
  readonly binding: string;
  readonly family: BindingFamily;
  /** The words of its routing key, by which other bindings recognise it. Never sent to clients. */
  readonly routing: readonly string[];
  readonly receivedAt: Date;
  /** Opaque, unique and rising: made from the gateway's own time of receipt. */
  readonly cursor: string;
  /** The data by Kazoo's own keys, without what clients must not see (`publicDataWithout`). */
  readonly data: EventData;
  /**
   * The owners (`ownersOf`) that Kazoo sent, even where they are hidden from clients. Never sent to
   * clients.
   */
  readonly owners: readonly string[];
  /** The length of Kazoo's frame, by which the memory that events take is counted. */
  readonly size: number;
}

/** What the gateway itself notes when it receives an event. */
export type Receipt = Pick<KazooEvent, 'id' | 'name' | 'accountId' | 'receivedAt' | 'cursor'>;

/** Returns the id and the name of an event, which suffice to tell a copy from a new event. */
export function identifyEvent(frame: BlackholeEvent, family: BindingFamily): Pick<KazooEvent, 'id' | 'name'> {
  const name = eventName(frame, family);
  return { id: eventId(name, frame.data), name };
}

/** Reads the event of a frame that came for a binding. Does not throw, whatever Kazoo sent. */
export function readKazooEvent(
  frame: BlackholeEvent,
  { text, family }: Binding,
  receipt: Receipt,
  toPublic: PublicData,
): KazooEvent {
  const { routing, size } = frame;
  const data = toPublic(frame.data);
  const id = publicId(receipt, frame.data, data);
  return { ...receipt, id, binding: text, family, routing, data, owners: ownersOf(family, frame.data), size };
}

/**
 * Returns the id that clients get. It shows nothing that is hidden from them, and is equal for all
 * copies of the event.
 */
function publicId({ id, name }: Receipt, data: EventData, shown: EventData): string {
  const isHidden = identifyingKeys.some((key) => key in data && !(key in shown));
  return isHidden ? `${name}-${hash(id)}` : id;
}

/** The name of an event to which Kazoo gave none: `name` is never null for a client. */
const unnamed = 'unknown';

/**
 * Kazoo's name for what happened. The frames of conferences are all named `event`, and name it
 * within (events.md section 6).
 */
export function eventName({ name, data }: BlackholeEvent, family: BindingFamily): string {
  const candidates = family === 'conference.event' ? [data['event'], name] : [name, data['event_name']];
  return candidates.find((candidate) => typeof candidate === 'string' && candidate !== '')?.toString() ?? unnamed;
}

/** The keys that tell apart two events with one `msg_id` (events.md section 2). */
const subjectKeys = ['call_id', 'id', 'job_id', 'participant_id', 'conference_id', 'presence_id'];
const identifyingKeys = [...subjectKeys, 'rev', 'msg_id'];

/**
 * Returns the id that duplicates of an event share: its name, its subject and its `msg_id`
 * (protocol.md "Bindings"). The id of a document's event holds the document's id and revision, by
 * which clients can match it with REST. An event without any of these is identified by a hash of
 * its content.
 */
export function eventId(name: string, data: EventData): string {
  const { msg_id: messageId, id: documentId, rev: revision } = data;
  if (isIdentifier(documentId) && isIdentifier(revision)) return [name, documentId, revision].join('-');
  if (!isIdentifier(messageId)) {
    // The public data is bounded in depth, whereas the raw data may nest without end.
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

import { createHash } from 'node:crypto';
import type { BindingFamily } from './binding.ts';
import type { BlackholeEvent } from './blackhole-protocol.ts';

/** One event of one account, as every subscriber of its topic shares it. Frozen in meaning: nobody changes it after receipt. */
export interface KazooEvent {
  /** The same for every copy of the event, whichever binding, connection or gateway it came through. */
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  /** The binding that matched, as a client would subscribe to it. */
  readonly binding: string;
  readonly family: BindingFamily;
  readonly receivedAt: Date;
  /** Opaque: the gateway's own time of receipt, unique and rising. */
  readonly cursor: string;
  /** Kazoo's own keys, without what must not leave (`publicData`). */
  readonly data: Readonly<Record<string, unknown>>;
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

/** The identity that Kazoo's duplicates share: event name, what it is about, and `msg_id` (protocol.md "Bindings"). */
export function eventId(name: string, data: Readonly<Record<string, unknown>>): string {
  const messageId = data['msg_id'];
  if (typeof messageId !== 'string' || messageId === '') {
    return `${name}-${createHash('sha256').update(JSON.stringify(data)).digest('base64url')}`;
  }
  const subject = subjectKeys.map((key) => data[key]).find((value) => typeof value === 'string');
  return subject === undefined ? `${name}-${messageId}` : `${name}-${subject}-${messageId}`;
}

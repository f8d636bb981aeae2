/**
 * The words of Kazoo that the schema has names for. A word without a name is no error: Kazoo may
 * say more than we know.
 */
export interface Words<Name extends string> {
  wordOf(name: Name): string;
  /** Null for a word that has no name. Hot: asked once for each event and group. */
  nameOf(word: string): Name | null;
}

function words<Name extends string>(table: Readonly<Record<Name, string>>): Words<Name> {
  const names = new Map<string, Name>();
  for (const name in table) names.set(table[name], name);
  return { wordOf: (name) => table[name], nameOf: (word) => names.get(word) ?? null };
}

/** What happens to calls (events.md section 5). */
export const callEventWords = words({
  CHANNEL_CREATE: 'CHANNEL_CREATE',
  CHANNEL_ANSWER: 'CHANNEL_ANSWER',
  CHANNEL_BRIDGE: 'CHANNEL_BRIDGE',
  CHANNEL_HOLD: 'CHANNEL_HOLD',
  CHANNEL_UNHOLD: 'CHANNEL_UNHOLD',
  CHANNEL_DESTROY: 'CHANNEL_DESTROY',
  PARK_PARKED: 'PARK_PARKED',
  PARK_RETRIEVED: 'PARK_RETRIEVED',
  PARK_ABANDONED: 'PARK_ABANDONED',
});

/** What happens in conferences (events.md section 6). */
export const conferenceEventWords = words({
  CONFERENCE_CREATE: 'conference-create',
  CONFERENCE_DESTROY: 'conference-destroy',
  LOCK: 'lock',
  UNLOCK: 'unlock',
  ADD_MEMBER: 'add-member',
  DEL_MEMBER: 'del-member',
  START_TALKING: 'start-talking',
  STOP_TALKING: 'stop-talking',
  MUTE_MEMBER: 'mute-member',
  UNMUTE_MEMBER: 'unmute-member',
  DEAF_MEMBER: 'deaf-member',
  UNDEAF_MEMBER: 'undeaf-member',
});

/** Which way a leg goes, as the switch sees it. */
export type CallDirection = 'INBOUND' | 'OUTBOUND';

export const callDirectionWords = words<CallDirection>({ INBOUND: 'inbound', OUTBOUND: 'outbound' });

export const faxDirectionWords = words({ INCOMING: 'incoming', OUTGOING: 'outgoing' });

/** Which way a call goes, as the watched extension sees it. */
export const dialogDirectionWords = words({ INITIATOR: 'initiator', RECIPIENT: 'recipient' });

/** What happens to documents (events.md section 9). */
export const documentActionWords = words({
  DOC_CREATED: 'doc_created',
  DOC_EDITED: 'doc_edited',
  DOC_DELETED: 'doc_deleted',
});

/** The types of documents that bindings can name (events.md section 9). */
export const documentTypeWords = words({
  ACCOUNT: 'account',
  CALLFLOW: 'callflow',
  DEVICE: 'device',
  FAX: 'fax',
  FAXBOX: 'faxbox',
  MEDIA: 'media',
  USER: 'user',
  VMBOX: 'vmbox',
  MAILBOX_MESSAGE: 'mailbox_message',
  CALL_RECORDING: 'call_recording',
});

/** What happens to streams of audio, as bindings say it; events have `stream_` before it. */
export const streamEventWords = words({ START: 'start', STOP: 'stop' });

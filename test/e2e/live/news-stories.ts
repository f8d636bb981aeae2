import type { JsonObject } from '../../../src/simulator/json.ts';
import type { Harness } from '../../harness/gateway-harness.ts';

type Site = Pick<Harness, 'kazoo' | 'accountId'>;

/** A phone that rings, and of whom it is. */
export interface Ring {
  readonly ownerId: string;
  readonly isAnswered?: boolean;
}

/**
 * A call from outside to `demo`, told by events alone, from its beginning to its end. Unless it is
 * taken, nothing is said of an answer to the caller: it is known at once that there is no message.
 */
export function tellCall({ kazoo, accountId }: Site, name: string, rings: readonly Ring[], isTaken = false): void {
  const account = accountId('demo');
  const caller = `${name}-caller`;
  const publish = (event: string, callId: string, fields: JsonObject, variables: JsonObject): void =>
    void kazoo.publishCall(account, event, {
      call_id: callId,
      caller_id_name: 'Ольга',
      caller_id_number: '+74955550123',
      ...(event === 'CHANNEL_DESTROY' ? { hangup_cause: 'ORIGINATOR_CANCEL' } : {}),
      ...fields,
      custom_channel_vars: { account_id: account, call_interaction_id: name, ...variables },
    });
  const outside = (event: string): void =>
    publish(event, caller, { call_direction: 'inbound' }, { authorizing_type: 'resource', resource_id: 'carrier' });
  const phone = (event: string, { ownerId }: Ring): void =>
    publish(
      event,
      `${name}-${ownerId}`,
      { call_direction: 'outbound', callee_id_number: '1002', other_leg_call_id: caller },
      { authorizing_type: 'device', authorizing_id: `device-of-${ownerId}`, owner_id: ownerId },
    );
  outside('CHANNEL_CREATE');
  for (const ring of rings) phone('CHANNEL_CREATE', ring);
  for (const ring of rings) if (ring.isAnswered === true) phone('CHANNEL_ANSWER', ring);
  if (isTaken) outside('CHANNEL_ANSWER');
  for (const ring of rings) phone('CHANNEL_DESTROY', ring);
  outside('CHANNEL_DESTROY');
}

/** The caller leaves a message, by default in the first box; Kazoo files it in two steps. */
export function leaveMessage({ kazoo, accountId }: Site, id: string, callName: string, boxIndex = 0): void {
  const account = accountId('demo');
  const box = kazoo.directory.account('demo').voicemailBoxes[boxIndex];
  kazoo.publishDocument(account, 'doc_created', 'mailbox_message', { id, rev: '1-a' });
  kazoo.live.fileVoicemail({
    id,
    accountId: account,
    boxId: box?.id ?? '',
    filedAtMs: kazoo.now(),
    lengthMs: 4_200,
    folder: 'new',
    callId: `${callName}-caller`,
    callerName: 'Ольга',
    callerNumber: '+74955550123',
    transcription: 'Call me back.',
  });
  kazoo.publishDocument(account, 'doc_edited', 'mailbox_message', { id, rev: '2-b' });
}

import { idOf } from '../../../src/simulator/directory/account.ts';
import type { Harness } from '../../harness/gateway-harness.ts';
import type { Tenant } from './tenant-isolation-accounts.ts';

type Publish = (kazoo: Harness['kazoo'], tenant: Tenant, marker: string) => void;

/** A way to listen to an account. */
export interface StreamRow {
  readonly field: string;
  /** The arguments beside the account. */
  readonly given: (tenant: Tenant) => string;
  readonly publish: Publish;
  /** The field that shows what was published. Default: `data`, which holds a marker. */
  readonly shownBy?: string;
  /** Where Kazoo offers it for every account at once (kazoo-5.md section 4). */
  readonly spans?: 'before 5' | 'on 5, too';
  /** True when it is about the one conference that `given` names. */
  readonly isOfConference?: true;
  /** True when Kazoo 4.3 does not offer it (events.md section 4). */
  readonly isSinceMaster?: true;
  /** True when only Kazoo 5 as it is shipped offers it. */
  readonly isSince5?: true;
}

const call: Publish = (kazoo, { id }, marker) => void kazoo.publishCall(id, 'CHANNEL_CREATE', { marker });
const conference: Publish = (kazoo, { id, conferenceId }, marker) =>
  void kazoo.publishConferenceEvent(id, conferenceId, 'add-member', { call_id: 'leg', marker });
const command: Publish = (kazoo, { conferenceId }, marker) =>
  void kazoo.publishConferenceCommand(conferenceId, 'lock', { marker });
const fax: Publish = (kazoo, { id }, marker) => void kazoo.publishFaxStatus(id, 'job', { marker });
const document =
  (type: string): Publish =>
  (kazoo, { id }, marker) =>
    void kazoo.publishDocument(id, 'doc_edited', type, { id: `${type}-1`, marker });
const dialog: Publish = (kazoo, { id }, marker) => void kazoo.publishDialog(id, { call_id: 'leg', marker });
const mailbox: Publish = (kazoo, { id }, marker) => void kazoo.publishMessageWaiting(id, '2001', { marker });
const lamp: Publish = (kazoo, { id }, marker) =>
  void kazoo.publishPresenceUpdate(id, { presence_id: '1001@realm', state: 'online', call_id: 'leg', marker });

const audio: Publish = (kazoo, { id }, marker) => void kazoo.publisher.stream(id, 'start', { call_id: 'leg', marker });
const missedCall: Publish = (kazoo, { id }, marker) => void kazoo.publisher.missedCall(id, { marker });

const missed: Publish = (kazoo, { id }, marker) => {
  const leg = {
    call_id: marker,
    call_direction: 'inbound',
    custom_channel_vars: { account_id: id, authorizing_type: 'resource' },
  };
  kazoo.publishCall(id, 'CHANNEL_CREATE', leg);
  kazoo.publishCall(id, 'CHANNEL_DESTROY', leg);
};
const voicemail: Publish = (kazoo, { id, name }, marker) => {
  const message = { id: `202603-${name}-${marker}`, boxId: idOf('vmbox', name), callId: marker };
  kazoo.live.fileVoicemail({
    ...message,
    accountId: id,
    filedAtMs: kazoo.now(),
    lengthMs: 1,
    folder: 'new',
    callerName: name,
    callerNumber: '1',
  });
  kazoo.publishDocument(id, 'doc_created', 'mailbox_message', { id: message.id, rev: '1-a' });
  kazoo.publishDocument(id, 'doc_edited', 'mailbox_message', { id: message.id, rev: '2-b' });
};

const nothing = (): string => '';
const ofBinding =
  (binding: (tenant: Tenant) => string): StreamRow['given'] =>
  (tenant) =>
    `, binding: "${binding(tenant)}"`;
const ofConference: StreamRow['given'] = ({ conferenceId }) => `, conferenceId: "${conferenceId}"`;

/** Every subscription, `events` with each family of bindings. */
export const streamRows: readonly StreamRow[] = [
  { field: 'events', given: ofBinding(() => 'call.*.*'), publish: call, spans: 'before 5' },
  {
    field: 'events',
    given: ofBinding(({ conferenceId }) => `conference.event.${conferenceId}.*`),
    publish: conference,
    spans: 'on 5, too',
    isOfConference: true,
  },
  {
    field: 'events',
    given: ofBinding(({ conferenceId }) => `conference.command.${conferenceId}`),
    publish: command,
    isOfConference: true,
  },
  { field: 'events', given: ofBinding(() => 'fax.status.*'), publish: fax, spans: 'before 5' },
  { field: 'events', given: ofBinding(() => 'fax.object.*'), publish: document('fax') },
  { field: 'events', given: ofBinding(() => 'object.*.user'), publish: document('user') },
  { field: 'events', given: ofBinding(() => 'presence.dialog.*'), publish: dialog, isSinceMaster: true },
  { field: 'events', given: ofBinding(() => 'presence.mwi_updates.*'), publish: mailbox, isSinceMaster: true },
  { field: 'events', given: ofBinding(() => 'presence.update.*'), publish: lamp, isSinceMaster: true },
  { field: 'events', given: ofBinding(() => 'stream.*.*'), publish: audio, spans: 'on 5, too', isSince5: true },
  { field: 'events', given: ofBinding(() => 'notifications.sip.*'), publish: missedCall, isSince5: true },
  { field: 'callEvents', given: nothing, publish: call, spans: 'before 5' },
  { field: 'conferenceEvents', given: ofConference, publish: conference, spans: 'on 5, too', isOfConference: true },
  { field: 'conferenceCommandEvents', given: ofConference, publish: command, isOfConference: true },
  { field: 'faxEvents', given: nothing, publish: fax, spans: 'before 5' },
  { field: 'documentEvents', given: nothing, publish: document('device') },
  { field: 'dialogEvents', given: nothing, publish: dialog, isSinceMaster: true },
  { field: 'messageWaitingEvents', given: nothing, publish: mailbox, isSinceMaster: true },
  { field: 'presenceEvents', given: nothing, publish: lamp, isSinceMaster: true },
  { field: 'streamEvents', given: nothing, publish: audio, spans: 'on 5, too', isSince5: true },
  { field: 'missedCalls', given: nothing, publish: missed, shownBy: 'callId' },
  { field: 'voicemailMessages', given: nothing, publish: voicemail, shownBy: 'callId' },
];

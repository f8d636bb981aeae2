import type { Voicemail } from '../directory/live-state.ts';
import { monthOf } from '../gregorian.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { pause } from './call-stories.ts';
import { TrafficLeg } from './traffic-leg.ts';
import type { Story, TrafficSite } from './traffic-site.ts';
import { anyColleagues, anyStranger, newInteractionId, serviceParty } from './traffic-site.ts';

/** The revision of users and devices before the traffic saves them. */
const seededRevision = 2;

/**
 * A caller talks to a mailbox: a document is made and then filed as a message, and the lamp goes
 * on; later it is heard, and the lamp goes off.
 */
export function* voicemail(site: TrafficSite): Story {
  const { account, random } = site;
  const caller = anyStranger(site);
  const box = account.voicemailBoxes.length === 0 ? undefined : random.pick(account.voicemailBoxes);
  if (box === undefined) return;
  const leg = new TrafficLeg(site, {
    direction: 'inbound',
    party: caller,
    caller,
    callee: serviceParty(box.name, box.number),
    interactionId: newInteractionId(site),
  });
  const messageId = `${monthOf(site.now())}-${random.hex(32)}`;
  let talkMs = 0;
  try {
    leg.create();
    yield pause(site, 'ringing');
    leg.answer();
    talkMs = pause(site, 'talking');
    yield talkMs;
  } finally {
    leg.destroy('NORMAL_CLEARING');
  }
  save(site, 'mailbox_message', messageId, 1);
  yield pause(site, 'setUp');
  const message: Voicemail = {
    id: messageId,
    accountId: account.id,
    boxId: box.id,
    filedAtMs: site.now(),
    // The greeting comes first.
    lengthMs: random.integer(Math.round(talkMs / 4), Math.round(talkMs / 2)),
    folder: 'new',
    callId: leg.channel.callId,
    callerName: caller.name,
    callerNumber: caller.number,
  };
  site.live.fileVoicemail(message);
  save(site, 'mailbox_message', messageId, 2);
  showLamp(site, box.number, 1);
  yield pause(site, 'talking');
  site.live.fileVoicemail({ ...message, folder: 'saved' });
  save(site, 'mailbox_message', messageId, 3);
  showLamp(site, box.number, 0);
}

/** A fax comes in, page by page, and is filed. */
export function* incomingFax(site: TrafficSite): Story {
  const { account, publisher, random } = site;
  const sender = anyStranger(site);
  const box = account.faxboxes[0];
  const jobId = `${monthOf(site.now())}-${random.hex(32)}`;
  const pages = random.integer(1, 3);
  const common = {
    direction: 'incoming',
    ...(box === undefined ? {} : { faxbox_id: box.id }),
    caller_id_name: sender.name,
    caller_id_number: sender.number,
    callee_id_name: box?.name ?? account.name,
    callee_id_number: account.phoneNumbers[0] ?? '',
  };
  for (let page = 1; page <= pages; page += 1) {
    const info = faxInfo(site, { fax_transfer_rate: 14_400 });
    const fields = { ...common, fax_state: 'receive', status: `Received  Page ${page}`, page, fax_info: info };
    publisher.faxStatus(account.id, jobId, fields);
    yield pause(site, 'ringing');
  }
  const info = faxInfo(site, { fax_result_code: 0, fax_total_pages: pages, fax_transferred_pages: pages });
  publisher.faxStatus(account.id, jobId, {
    ...common,
    fax_state: 'end',
    status: 'Fax Successfully received',
    fax_info: { ...info, fax_success: true, fax_result_text: 'OK', fax_doc_id: jobId },
  });
  save(site, 'fax', jobId, 1);
}

/** A fax goes out; its document appears in the account only when it is done. */
export function* outgoingFax(site: TrafficSite): Story {
  const { account, publisher, random } = site;
  const jobId = random.hex(32);
  const month = monthOf(site.now());
  const pages = random.integer(1, 3);
  const box = account.faxboxes[0];
  const common = { direction: 'outgoing', ...(box === undefined ? {} : { faxbox_id: box.id }) };
  publisher.faxStatus(account.id, jobId, { ...common, fax_state: 'start', status: 'fax started', page: 0 });
  yield pause(site, 'setUp');
  const preparing = { ...common, fax_state: 'prepare', status: 'fetching document to send', page: 0 };
  publisher.faxStatus(account.id, jobId, preparing);
  yield pause(site, 'ringing');
  for (let page = 1; page <= pages; page += 1) {
    const info = faxInfo(site, { fax_transfer_rate: 9_600, fax_transferred_pages: page, fax_total_pages: pages });
    const status = `Sent Page ${page} of ${pages}`;
    publisher.faxStatus(account.id, jobId, { ...common, fax_state: 'send', status, page, fax_info: info });
    yield pause(site, 'ringing');
  }
  const ending = random.chance(0.8)
    ? { fax_state: 'end', status: 'Fax Successfully sent' }
    : { fax_state: 'error', status: 'Remote station is busy' };
  publisher.faxStatus(account.id, jobId, { ...common, ...ending });
  save(site, 'fax', `${month}-${jobId}`, 1);
}

/** Somebody saves a user and his phone; the phone comes back and shows as online. */
export function* edit(site: TrafficSite): Story {
  const [who] = anyColleagues(site, 1);
  if (who?.user === undefined) return;
  saveAgain(site, 'user', who.user.id);
  if (who.device === undefined) return;
  yield pause(site, 'setUp');
  saveAgain(site, 'device', who.device.id);
  yield pause(site, 'setUp');
  showRegistration(site, who.device.sipUsername);
}

// Only for documents of the directory, so that `revisions` stays as small as it.
function saveAgain(site: TrafficSite, type: string, id: string): void {
  const revision = (site.revisions.get(id) ?? seededRevision) + 1;
  site.revisions.set(id, revision);
  save(site, type, id, revision);
}

function save({ account, publisher, random }: TrafficSite, type: string, id: string, revision: number): void {
  const rev = `${revision}-${random.hex(32)}`;
  publisher.document(account.id, revision === 1 ? 'doc_created' : 'doc_edited', type, { id, rev });
}

function showLamp({ account, publisher, behaviour }: TrafficSite, mailbox: string, newMessages: number): void {
  if (!behaviour.hasPresence) return;
  publisher.messageWaiting(account.id, mailbox, {
    messages_new: newMessages,
    messages_saved: newMessages === 0 ? 1 : 0,
    messages_waiting: newMessages === 0 ? 'no' : 'yes',
    extended_presence_id: `*98${mailbox}`,
  });
}

function showRegistration({ account, publisher, behaviour }: TrafficSite, sipUsername: string): void {
  if (!behaviour.hasPresence) return;
  const address = `${sipUsername}@${account.realm}`;
  const user = { from_user: sipUsername, from_realm: account.realm, to_user: sipUsername, to_realm: account.realm };
  const ends = { from: `sip:${address}`, to: `sip:${address}`, ...user };
  publisher.presenceUpdate(account.id, { presence_id: address, state: 'online', ...ends });
}

// Counters are text on 4.3 and numbers on 5.x (events.md section 8).
function faxInfo({ behaviour }: TrafficSite, counters: Readonly<Record<string, number>>): JsonObject {
  const entries: [string, JsonValue][] = Object.entries(counters).map(([key, count]) => [
    key,
    behaviour.isMasterOrLater ? count : String(count),
  ]);
  return { ...Object.fromEntries(entries), fax_ecm_used: true, fax_t38_used: behaviour.isMasterOrLater };
}

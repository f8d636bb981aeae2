import { createHash } from 'node:crypto';
import { databaseOf } from '../blackhole/bindings/amqp-key.ts';
import type { RoutedMessage } from '../blackhole/blackhole-node.ts';
import type { Directory } from '../directory/directory.ts';
import { gregorianSeconds, monthOf } from '../gregorian.ts';
import type { JsonObject } from '../json.ts';
import { stringAt } from '../json.ts';
import type { KazooBehaviour } from '../kazoo-version.ts';
import { rehome } from './fixture-frame.ts';
import type { KazooMessage } from './kazoo-message.ts';
import { routed } from './kazoo-message.ts';

export interface DocumentFields extends JsonObject {
  readonly id: string;
}

const monthTypes = new Set(['fax', 'mailbox_message', 'call_recording']);
const microsecondsPerMs = 1_000;
const almostASecondMs = 999;

/**
 * Builds messages with the common headers of their publisher. Whatever a caller gives wins over
 * what is filled in.
 */
export class Publisher {
  readonly #directory: Directory;
  readonly #behaviour: KazooBehaviour;
  readonly #now: () => number;
  readonly #send: (message: RoutedMessage) => number;
  #sequence = 0;

  constructor(
    directory: Directory,
    behaviour: KazooBehaviour,
    now: () => number,
    send: (message: RoutedMessage) => number,
  ) {
    this.#directory = directory;
    this.#behaviour = behaviour;
    this.#now = now;
    this.#send = send;
  }

  publish(message: KazooMessage): number {
    return this.#send(routed(message));
  }

  /** A recorded event frame, moved to this account and month. */
  frame(accountId: string, frame: JsonObject): number {
    const home = { accountId, realm: this.#realmOf(accountId), month: monthOf(this.#now()) };
    return this.#send(rehome(frame, home));
  }

  call(accountId: string, event: string, fields: JsonObject): number {
    const isPark = event.startsWith('PARK_');
    const app = isPark ? { app_name: 'callflow', app_version: '4.0.0' } : this.#switchApp();
    const times = isPark ? {} : { timestamp: this.#callTimestamp() };
    const messageId = this.#switchMessageId();
    const payload = {
      ...app,
      event_category: 'call_event',
      event_name: event,
      msg_id: messageId,
      ...(this.#behaviour.hasEvents5 && !isPark ? { event_timestamp: messageId } : {}),
      call_id: `call-${this.#sequence}`,
      ...times,
      custom_channel_vars: { account_id: accountId },
      ...fields,
    };
    return this.publish({ kind: 'call', accountId, payload });
  }

  conferenceEvent(accountId: string, conferenceId: string, event: string, fields: JsonObject): number {
    const headers = this.#behaviour.hasEvents5
      ? { app_name: 'ecallmgr', app_version: '5.0.0', msg_id: this.#messageId() }
      : { ...this.#switchApp(), msg_id: this.#switchMessageId() };
    const payload = {
      ...headers,
      event_category: 'conference',
      event_name: 'event',
      event,
      conference_id: conferenceId,
      account_id: accountId,
      ...fields,
    };
    return this.publish({ kind: 'conference event', accountId, payload });
  }

  conferenceCommand(conferenceId: string, applicationName: string, fields: JsonObject): number {
    const payload = {
      app_name: 'crossbar',
      app_version: '4.0.0',
      event_category: 'conference',
      event_name: 'command',
      msg_id: this.#messageId(),
      conference_id: conferenceId,
      application_name: applicationName,
      ...fields,
    };
    return this.publish({ kind: 'conference command', payload });
  }

  /**
   * Pivot begins or ends to send the audio of a call to a websocket. Only Kazoo 5 hands this on.
   */
  stream(accountId: string, event: 'start' | 'stop', fields: JsonObject & { readonly call_id: string }): number {
    const payload = {
      app_name: 'pivot',
      app_version: '5.0.0',
      event_category: 'pivot',
      event_name: `stream_${event}`,
      msg_id: this.#messageId(),
      account_id: accountId,
      ...fields,
    };
    return this.publish({ kind: 'stream', accountId, event, payload });
  }

  /**
   * A callflow tells of a missed call. Kazoo 5 hands this on to every account, where the module is
   * loaded.
   */
  missedCall(accountId: string, fields: JsonObject = {}): number {
    const payload = {
      app_name: 'callflow',
      app_version: '5.0.0',
      event_category: 'notification',
      event_name: 'missed_call',
      msg_id: this.#messageId(),
      account_id: accountId,
      call_id: `call-${this.#sequence}`,
      timestamp: gregorianSeconds(this.#now()),
      call_bridged: false,
      message_left: false,
      ...fields,
    };
    return this.publish({ kind: 'amqp', routingKey: 'notifications.sip.missed_call', payload });
  }

  faxStatus(accountId: string, jobId: string, fields: JsonObject): number {
    const payload = {
      app_name: 'fax',
      app_version: '4.0.0',
      event_category: 'fax',
      event_name: 'status',
      msg_id: this.#messageId(),
      account_id: accountId,
      job_id: jobId,
      ...fields,
    };
    return this.publish({ kind: 'fax status', accountId, payload });
  }

  /**
   * The database follows from the type: faxes, mailbox messages and recordings lie in this month's.
   */
  document(accountId: string, action: string, type: string, fields: DocumentFields): number {
    const now = gregorianSeconds(this.#now());
    const { id, ...others } = fields;
    const payload = {
      app_name: 'datamgr',
      app_version: '4.0.0',
      event_category: 'configuration',
      event_name: action,
      msg_id: this.#messageId(),
      id,
      type,
      database: databaseOf(accountId, monthTypes.has(type) ? monthOf(this.#now()) : undefined),
      rev: `1-${this.#messageId()}`,
      account_id: accountId,
      // Kazoo swaps the two: this one carries the time of the last change (events.md section 9).
      date_created: now,
      date_modified: now,
      is_soft_deleted: action === 'doc_deleted',
      origin_cache: 'kazoo_data_cache',
      ...others,
    };
    return this.publish({ kind: 'document', payload });
  }

  dialog(accountId: string, fields: JsonObject): number {
    const headers = this.#presenceHeaders('dialog_update', { app_name: 'ecallmgr', app_version: '5.0.0' });
    return this.#presence('dialog', accountId, { ...headers, event_package: 'dialog', ...fields });
  }

  messageWaiting(accountId: string, mailbox: string, fields: JsonObject): number {
    const address = `${mailbox}@${this.#realmOf(accountId)}`;
    const payload = {
      ...this.#presenceHeaders('mwi_update', { app_name: 'callflow', app_version: '4.0.0' }),
      presence_id: address,
      to: `sip:${address}`,
      to_user: mailbox,
      to_realm: this.#realmOf(accountId),
      from: `sip:${address}`,
      from_user: mailbox,
      from_realm: this.#realmOf(accountId),
      message_account: `sip:${address}`,
      messages_new: 1,
      messages_saved: 0,
      messages_urgent: 0,
      messages_urgent_saved: 0,
      messages_waiting: 'yes',
      call_id: createHash('md5').update(address).digest('hex'),
      ...fields,
    };
    return this.#presence('mwi_updates', accountId, payload);
  }

  presenceUpdate(accountId: string, fields: JsonObject): number {
    const headers = this.#presenceHeaders('update', { app_name: 'ecallmgr', app_version: '5.0.0' });
    const presenceId = stringAt(fields, 'presence_id') ?? '';
    const callId = createHash('md5').update(presenceId).digest('hex');
    return this.#presence('update', accountId, { ...headers, call_id: callId, ...fields });
  }

  #presence(kind: 'dialog' | 'mwi_updates' | 'update', accountId: string, payload: JsonObject): number {
    return this.publish({ kind, realm: this.#realmOf(accountId), payload });
  }

  #presenceHeaders(name: string, app: JsonObject): JsonObject {
    return { ...app, event_category: 'presence', event_name: name, msg_id: this.#messageId() };
  }

  #switchApp(): JsonObject {
    return this.#behaviour.isMasterOrLater
      ? { app_name: 'freeswitch', app_version: '1.0' }
      : { app_name: 'ecallmgr', app_version: '4.0.0' };
  }

  // 5.x rounds up to the next second, 4.3 down (events.md section 3).
  #callTimestamp(): number {
    return gregorianSeconds(this.#now() + (this.#behaviour.isMasterOrLater ? almostASecondMs : 0));
  }

  #switchMessageId(): string {
    this.#sequence += 1;
    return String(this.#now() * microsecondsPerMs + (this.#sequence % microsecondsPerMs));
  }

  #messageId(): string {
    this.#sequence += 1;
    return createHash('md5').update(`${this.#now()}/${this.#sequence}`).digest('hex');
  }

  #realmOf(accountId: string): string {
    return this.#directory.find(accountId)?.realm ?? '';
  }
}

import { encodeWord } from '../blackhole/bindings/amqp-key.ts';
import type { RoutedMessage } from '../blackhole/blackhole-node.ts';
import type { JsonObject } from '../json.ts';

/**
 * What some Kazoo application publishes. The payload may spell its keys as Kazoo does (`Call-ID`)
 * or already normalised (`call_id`); names and ids that the routing needs are read from it.
 */
export type KazooMessage =
  | { readonly kind: 'call'; readonly accountId: string; readonly payload: JsonObject }
  | { readonly kind: 'conference event'; readonly accountId: string; readonly payload: JsonObject }
  | { readonly kind: 'conference command'; readonly payload: JsonObject }
  /** `faxId` is the last word of the routing key; default the payload's job id. */
  | {
      readonly kind: 'fax status';
      readonly accountId: string;
      readonly faxId?: string | undefined;
      readonly payload: JsonObject;
    }
  | {
      readonly kind: 'stream';
      readonly accountId: string;
      readonly event: 'start' | 'stop';
      readonly payload: JsonObject;
    }
  | { readonly kind: 'document'; readonly payload: JsonObject }
  | { readonly kind: 'dialog' | 'mwi_updates' | 'update'; readonly realm: string; readonly payload: JsonObject }
  | { readonly kind: 'amqp'; readonly routingKey: string; readonly payload: JsonObject };

export function routed(message: KazooMessage): RoutedMessage {
  const { payload } = message;
  const word = (key: string) => encodeWord(textOf(payload, key));
  switch (message.kind) {
    case 'call': {
      const event = textOf(payload, 'event_name');
      const { accountId } = message;
      return {
        routingKey: `call.${accountId}.${event}.${word('call_id')}`,
        hook: { accountId, event },
        payload,
      };
    }
    case 'conference event': {
      const callId = word('call_id') || word('conference_id');
      const keys = `${word('event')}.${message.accountId}.${word('conference_id')}.${callId}`;
      return { routingKey: `conference.event.${keys}`, payload };
    }
    case 'conference command':
      return { routingKey: `conference.command.${word('conference_id')}`, payload };
    case 'fax status': {
      const faxId = message.faxId === undefined ? word('job_id') : encodeWord(message.faxId);
      return { routingKey: `fax.status.${message.accountId}.${faxId}`, payload };
    }
    case 'stream':
      return { routingKey: `pivot.stream.${message.event}.${message.accountId}.${word('call_id')}`, payload };
    case 'document': {
      const action = textOf(payload, 'event_name');
      return { routingKey: `${action}.${textOf(payload, 'database')}.${word('type')}.${word('id')}`, payload };
    }
    case 'mwi_updates':
      return { routingKey: `mwi_updates.${encodeWord(message.realm)}.${word('to_user')}`, payload };
    case 'dialog':
    case 'update':
      return { routingKey: `${message.kind}.${encodeWord(message.realm)}.${word('call_id')}`, payload };
    case 'amqp':
      return { routingKey: message.routingKey, payload };
  }
}

function textOf(payload: JsonObject, normalisedKey: string): string {
  for (const [key, value] of Object.entries(payload)) {
    if (key.toLowerCase().replaceAll('-', '_') === normalisedKey && typeof value === 'string') return value;
  }
  return '';
}
